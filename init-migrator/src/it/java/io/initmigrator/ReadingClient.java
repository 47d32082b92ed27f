package io.initmigrator;

import io.initmigrator.postgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sends requests to every pod of an application in turn, without a pause. Each pod answers one by a query of its version. */
final class ReadingClient implements AutoCloseable {

    private final TestDatabase database;
    private final Map<String, Pod> pods = new ConcurrentHashMap<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean over;

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

    private ReadingClient(TestDatabase database) {
        this.database = database;
        this.thread = Thread.ofPlatform().daemon().name("client").unstarted(this::read);
    }

    static ReadingClient of(TestDatabase database) {
        return new ReadingClient(database);
    }

    void begin() {
        thread.start();
    }

    void add(String name, String query) throws SQLException {
        pods.put(name, new Pod(query, database.connect()));
    }

    /** Its application ends once the request under way is answered. */
    void remove(String name) throws SQLException {
        Pod pod = pods.remove(name);
        if (pod != null) {
            pod.end();
        }
    }

    /** Waits until the pod has answered that many more. */
    void awaitReads(String name, int count) throws Exception {
        Pod pod = pods.get(name);
        if (pod == null) {
            throw new IllegalArgumentException(name + " does not serve");
        }
        int before = pod.requests;
        TestDatabase.await(count + " requests to " + name, () -> pod.requests >= before + count);
    }

    /** Pod and error of each request that failed. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws Exception {
        over = true;
        thread.join();
        for (Pod pod : pods.values()) {
            pod.end();
        }
    }

    private void read() {
        while (!over) {
            pods.forEach((name, pod) -> {
                try {
                    pod.request();
                } catch (SQLException e) {
                    failures.add(name + ": " + e.getMessage());
                }
            });
        }
    }
}
