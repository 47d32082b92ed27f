package io.initmigrator.postgres.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Forwards between a client and PostgreSQL, and counts connections and round trips by the messages of the protocol. */
public final class StatementCounter implements AutoCloseable {

    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    private final TestDatabase database;
    private final ServerSocket listener;
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();

    private StatementCounter(TestDatabase database, ServerSocket listener) {
        this.database = database;
        this.listener = listener;
    }

    public static StatementCounter before(TestDatabase database) throws IOException {
        var counter = new StatementCounter(database, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        daemon(counter::accept);
        return counter;
    }

    public String url() {
        return "jdbc:postgresql://localhost:" + listener.getLocalPort() + "/" + database.name();
    }

    public int roundTrips() {
        return roundTrips.get();
    }

    public int connections() {
        return connections.get();
    }

    public void reset() {
        roundTrips.set(0);
        connections.set(0);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Socket server =
                    new Socket(database.server().host(), database.server().port());
            daemon(() -> server.getInputStream().transferTo(client.getOutputStream()));
            daemon(() -> {
                try (server) {
                    forward(new DataInputStream(client.getInputStream()), server.getOutputStream());
                }
            });
        }
    }

    private void forward(DataInputStream client, OutputStream server) throws IOException {
        while (startup(client, server)) {
            // Messages before the startup message: a request for encryption, or to cancel a statement.
        }
        connections.incrementAndGet();
        for (int type = client.read(); type >= 0; type = client.read()) {
            if (type == 'Q' || type == 'S') {
                roundTrips.incrementAndGet();
            }
            server.write(type);
            copyMessage(client, server);
        }
    }

    /** Forwards one message without a type; returns true if another one follows. */
    private static boolean startup(DataInputStream client, OutputStream server) throws IOException {
        int length = client.readInt();
        byte[] body = client.readNBytes(length - Integer.BYTES);
        int code = java.nio.ByteBuffer.wrap(body).getInt();
        server.write(java.nio.ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        server.write(body);
        server.flush();
        return code == SSL_REQUEST || code == GSS_REQUEST;
    }

    private static void copyMessage(DataInputStream client, OutputStream server) throws IOException {
        int length = client.readInt();
        server.write(java.nio.ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        copy(client, server, length - Integer.BYTES);
        server.flush();
    }

    private static void copy(InputStream from, OutputStream to, int length) throws IOException {
        to.write(from.readNBytes(length));
    }

    private static void daemon(Pump pump) {
        Thread.ofVirtual().start(() -> {
            try {
                pump.run();
            } catch (IOException e) {
                // The connection was closed.
            }
        });
    }

    @FunctionalInterface
    private interface Pump {
        void run() throws IOException;
    }
}
