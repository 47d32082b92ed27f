package io.initmigrator.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Provides an API server whose answers are written by the test. */
final class ScriptedApi implements AutoCloseable {

    static final String LEASE = """
            {"kind":"Lease","apiVersion":"coordination.k8s.io/v1",\
            "metadata":{"name":"migrations","resourceVersion":"7"},"spec":{"holderIdentity":"größe"}}""";

    final List<String> requests = new CopyOnWriteArrayList<>();
    final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();

    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    ScriptedApi(HttpHandler script) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                connections.add(exchange.getRemoteAddress());
                exchange.getRequestBody().readAllBytes();
                script.handle(exchange);
            }
        });
        server.start();
    }

    static void answer(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Sends the events of a watch, and leaves it open. */
    static void stream(HttpExchange exchange, String... pieces) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        for (String piece : pieces) {
            exchange.getResponseBody().write(piece.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        }
    }

    /** Blocks the answer until the test is over. */
    void hang() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    KubernetesLeases leases() {
        return leasesAt("http://127.0.0.1:" + server.getAddress().getPort());
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    static KubernetesLeases leasesAt(String url) {
        return new KubernetesLeases(settings(Optional.of("shop")), () -> configAt(url));
    }

    static KubernetesSettings settings(Optional<String> namespace) {
        return new KubernetesSettings("migrations", namespace, "pod", Optional.empty(), Optional.empty(), false);
    }

    static Config configAt(String url) {
        return new ConfigBuilder(Config.empty()).withMasterUrl(url).build();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
