package io.initmigrator.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port, and who answers there. It has a thread of its own that accepts, so that what is asked of one port holds up no other.
 *
 * <p>A new connection is always accepted: where there are too many, of one address or of all, the oldest of them is closed for it. So
 * however many are held open, a probe is answered.
 */
public final class Server implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int BACKLOG = 512;
    private static final Duration BETWEEN_CLEANUPS = Duration.ofSeconds(1);

    private final ServerSocket listener;
    private final Connections connections = new Connections();

    private Server(ServerSocket listener) {
        this.listener = listener;
    }

    /**
     * Takes the port, on every address.
     *
     * @param port 0 for one that is free
     * @throws HttpSettingsException where that is not to be had
     */
    public static Server on(int port) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.setSoTimeout((int) BETWEEN_CLEANUPS.toMillis());
            listener.bind(new InetSocketAddress(port), BACKLOG);
            return new Server(listener);
        } catch (IOException e) {
            throw HttpSettingsException.ofPort(port, e);
        }
    }

    /** Begins to answer. */
    public void serve(Function<Request, Response> responder) {
        Thread.ofPlatform().daemon().name("http-" + port()).start(() -> acceptAll(responder));
        LOG.atInfo().addKeyValue("port", port()).log("Listening");
    }

    /** The one that is listened on. */
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("Listener not closed", e);
        }
        connections.closeAll();
    }

    private void acceptAll(Function<Request, Response> responder) {
        while (!listener.isClosed()) {
            try {
                connections.closeExpired();
                Socket socket = listener.accept();
                connections.add(socket);
                Thread.ofVirtual().name("http").start(() -> exchange(socket, responder));
            } catch (SocketTimeoutException nobodyCame) {
                // Time to clean up.
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    // Too many open files, most likely: what is closed meanwhile makes room.
                    LOG.debug("Connection not accepted", e);
                    connections.closeOldest();
                }
            }
        }
    }

    private void exchange(Socket socket, Function<Request, Response> responder) {
        try {
            new Exchange(socket).carryOut(responder);
        } catch (IOException e) {
            LOG.debug("Request not answered", e);
        } finally {
            connections.remove(socket);
        }
    }
}
