package io.initmigrator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One port, and who answers there. */
public final class Server implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int BACKLOG = 128;

    static {
        // Read by the server once: answers leave at once, and whoever does not finish a request in time is sent away.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
        System.setProperty("jdk.httpserver.maxConnections", "1000");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private Server(HttpServer server) {
        this.server = server;
    }

    /**
     * Takes the port, on every address.
     *
     * @param port 0 for one that is free
     * @throws HttpSettingsException where that is not to be had
     */
    public static Server on(int port) {
        try {
            return new Server(HttpServer.create(new InetSocketAddress(port), BACKLOG));
        } catch (IOException e) {
            throw HttpSettingsException.ofPort(port, e);
        }
    }

    /** Begins to answer. */
    public void serve(Function<Request, Response> responder) {
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, responder));
        server.start();
        LOG.atInfo().addKeyValue("port", port()).log("Listening");
    }

    /** The one that is listened on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, Function<Request, Response> responder) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            Response response = responder.apply(new Request(
                    method,
                    exchange.getRequestURI().getPath(),
                    Accept.parse(exchange.getRequestHeaders().getFirst("Accept"))));
            byte[] body = response.bytes();
            exchange.getResponseHeaders().set("Content-Type", response.contentType());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            response.headers().forEach(exchange.getResponseHeaders()::set);
            boolean silent = method.equals("HEAD");
            if (silent) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            }
            exchange.sendResponseHeaders(response.code(), silent || body.length == 0 ? -1 : body.length);
            if (!silent) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
