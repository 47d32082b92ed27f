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
 * Serves one port. Each port has its own accepting thread, so that requests to one port do not delay another.
 *
 * <p>New connections are always accepted: over the limit, per address or in total, the oldest one is closed. So probes are
 * answered however many connections are held open.
 */
public final class Server implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int BACKLOG = 512;
    private static final Duration BETWEEN_CLEANUPS = Duration.ofSeconds(1);
    private static final Duration MAX_AGE = Duration.ofSeconds(10);

    private final ServerSocket listener;
    private final Connections connections;

    private Server(ServerSocket listener, Duration maxAge) {
        this.listener = listener;
        this.connections = new Connections(maxAge);
    }

    /**
     * Binds the port on all addresses.
     *
     * @param port 0 for any free one
     * @throws HttpSettingsException if it cannot be bound
     */
    public static Server on(int port) {
        return on(port, MAX_AGE);
    }

    /** @param maxAge longest time for a request and its response */
    static Server on(int port, Duration maxAge) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.setSoTimeout((int) BETWEEN_CLEANUPS.toMillis());
            listener.bind(new InetSocketAddress(port), BACKLOG);
            return new Server(listener, maxAge);
        } catch (IOException e) {
            throw HttpSettingsException.ofPort(port, e);
        }
    }

    /** Starts serving. */
    public void serve(Function<Request, Response> responder) {
        Thread.ofPlatform().daemon().name("http-" + port()).start(() -> acceptAll(responder));
        LOG.atInfo().addKeyValue("port", port()).log("Listening");
    }

    /** The bound port. */
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
                // No new connection; the loop closes expired ones.
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    // Most likely too many open files: closing connections makes room.
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
