package io.initmigrator.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Sends requests to every pod of an application in turn, without a pause. Each pod answers one by a query of its version. */
public final class ReadingClient implements AutoCloseable {

    private static final Duration POLL_PERIOD = Duration.ofMillis(10);

    private final Connector database;
    private final Map<String, Pod> pods = new ConcurrentHashMap<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean over;
    private final LongAdder requests = new LongAdder();

    /** Connects to the database of the application. */
    @FunctionalInterface
    public interface Connector {
        Connection connect() throws SQLException;
    }

    /** A pod that serves, on a connection of its own. */
    private static final class Pod {

        private final String query;
        private final Connection connection;
        private volatile int requests;

        Pod(String query, Connection connection) {
            this.query = query;
            this.connection = connection;
        }

        synchronized void request() throws SQLException {
            if (connection.isClosed()) {
                return; // Its endpoint was just removed.
            }
            requests++;
            try (Statement statement = connection.createStatement()) {
                statement.execute(query);
            }
        }

        synchronized void end() throws SQLException {
            connection.close();
        }
    }

    private ReadingClient(Connector database) {
        this.database = database;
        this.thread = Thread.ofPlatform().daemon().name("client").unstarted(this::read);
    }

    public static ReadingClient of(Connector database) {
        return new ReadingClient(database);
    }

    public void begin() {
        thread.start();
    }

    public void add(String name, String query) throws SQLException {
        pods.put(name, new Pod(query, database.connect()));
    }

    /** Its application ends once the request under way is answered. */
    public void remove(String name) throws SQLException {
        Pod pod = pods.remove(name);
        if (pod != null) {
            pod.end();
        }
    }

    /** Waits until the pod has answered that many more. */
    public void awaitReads(String name, int count, Duration timeout) {
        Pod pod = pods.get(name);
        if (pod == null) {
            throw new IllegalArgumentException(name + " does not serve");
        }
        int before = pod.requests;
        long end = System.nanoTime() + timeout.toNanos();
        while (pod.requests < before + count) {
            if (System.nanoTime() > end) {
                throw new AssertionError("only " + (pod.requests - before) + " more requests to " + name);
            }
            LockSupport.parkNanos(POLL_PERIOD.toNanos());
        }
    }

    /** Number of requests so far, with those that failed. */
    public long requests() {
        return requests.sum();
    }

    /** Pod and error of each request that failed. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws SQLException {
        over = true;
        joinThread();
        for (Pod pod : pods.values()) {
            pod.end();
        }
    }

    private void joinThread() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        while (!over) {
            pods.forEach((name, pod) -> {
                try {
                    requests.increment();
                    pod.request();
                } catch (SQLException e) {
                    failures.add(name + ": " + e.getMessage());
                }
            });
        }
    }
}
