package io.initmigrator.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forwards connections through this process to a port of this machine; can reset, stall and half-close them. Data sent during a stall
 * arrives after it, and so does the end of a connection.
 */
final class TcpProxy implements AutoCloseable {

    private final ServerSocket entrance;
    private final String host;
    private final int port;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private boolean stalled;
    private volatile boolean resetAll;

    private TcpProxy(String host, int port) throws IOException {
        this.entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        this.host = host;
        this.port = port;
    }

    static TcpProxy to(String host, int port) throws IOException {
        TcpProxy proxy = new TcpProxy(host, port);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Resets every connection, and each new one at once. */
    void resetAll() {
        resetAll = true;
        pairs.forEach(Pair::reset);
    }

    /** Stalls all connections, including new ones, without closing them. */
    synchronized void stall() {
        stalled = true;
    }

    /** Stalls the open connections; new ones are forwarded. */
    synchronized void stallOpenConnections() {
        pairs.forEach(pair -> pair.held = true);
    }

    /** Forwards open connections, and refuses new ones. */
    void refuse() throws IOException {
        entrance.close();
    }

    /** Ends the client's direction of every connection; answers of the server are still forwarded. */
    void endRequests() {
        pairs.forEach(Pair::endRequests);
    }

    /** Ends the server's direction of every connection; requests of the client are still forwarded. */
    void endAnswers() {
        pairs.forEach(Pair::endAnswers);
    }

    synchronized void restore() {
        resetAll = false;
        stalled = false;
        pairs.forEach(pair -> pair.held = false);
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        restore();
        resetAll();
    }

    private synchronized void awaitResume() throws InterruptedException {
        while (stalled) {
            wait();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (SocketException closed) {
            // The proxy was closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect(Socket client) {
        try {
            awaitResume();
            Pair pair = new Pair(client, new Socket(host, port));
            pairs.add(pair);
            if (resetAll) {
                pair.reset();
            } else {
                pair.pump();
            }
            pairs.remove(pair);
        } catch (IOException | InterruptedException e) {
            closeQuietly(client);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The socket is discarded anyway.
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            // The socket is closed already.
        }
        closeQuietly(socket);
    }

    /** Holds both halves of one connection. */
    private final class Pair {

        private final Socket client;
        private final Socket server;

        /** Guarded by the proxy. */
        private boolean held;

        Pair(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        /** Forwards in both directions; returns when both have ended. */
        void pump() throws InterruptedException {
            Thread requests = Thread.ofVirtual().start(() -> pump(client, server));
            pump(server, client);
            requests.join();
            closeQuietly(client);
            closeQuietly(server);
        }

        private void pump(Socket from, Socket to) {
            byte[] bytes = new byte[8192];
            try {
                for (int count = 0; count >= 0; count = from.getInputStream().read(bytes)) {
                    awaitOwnWay();
                    to.getOutputStream().write(bytes, 0, count);
                }
                awaitOwnWay();
                to.shutdownOutput();
            } catch (IOException e) {
                endBoth();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void awaitOwnWay() throws InterruptedException {
            synchronized (TcpProxy.this) {
                while (stalled || held) {
                    TcpProxy.this.wait();
                }
            }
        }

        private void endBoth() {
            try {
                awaitOwnWay();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            closeQuietly(client);
            closeQuietly(server);
        }

        void reset() {
            TcpProxy.reset(client);
            TcpProxy.reset(server);
        }

        void endRequests() {
            shutdownOutput(server);
        }

        void endAnswers() {
            shutdownOutput(client);
        }

        private static void shutdownOutput(Socket socket) {
            try {
                socket.shutdownOutput();
            } catch (IOException e) {
                closeQuietly(socket);
            }
        }
    }
}
