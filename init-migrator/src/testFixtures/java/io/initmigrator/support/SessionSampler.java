package io.initmigrator.support;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Samples the open sessions periodically, from its own thread and session. */
public final class SessionSampler implements AutoCloseable {

    private static final String SAMPLE = """
            SELECT pid, application_name, backend_start, clock_timestamp()
            FROM pg_sleep(0.02), pg_stat_activity
            WHERE datname = ? AND application_name LIKE 'init-migrator %'
            """;

    private final Connection connection;
    private final String database;
    private final CompletableFuture<List<Sample>> samples = new CompletableFuture<>();
    private volatile boolean ended;

    /** Records that a session existed at {@code at}. */
    public record Sample(int pid, String application, Instant opened, Instant at) {}

    private SessionSampler(Connection connection, String database) {
        this.connection = connection;
        this.database = database;
    }

    public static SessionSampler start(PostgresServer server, String database) throws SQLException {
        SessionSampler sampler = new SessionSampler(server.connect("postgres"), database);
        Thread.ofPlatform().daemon().name("session-sampler").start(sampler::run);
        return sampler;
    }

    /** Ends the sampling, and returns all samples. */
    public List<Sample> samples() {
        ended = true;
        return samples.join();
    }

    @Override
    public void close() throws SQLException {
        ended = true;
        samples.join();
        connection.close();
    }

    private void run() {
        List<Sample> seen = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SAMPLE)) {
            statement.setString(1, database);
            while (!ended) {
                look(statement, seen);
            }
            samples.complete(List.copyOf(seen));
        } catch (SQLException e) {
            samples.completeExceptionally(e);
        }
    }

    private static void look(PreparedStatement statement, List<Sample> seen) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                seen.add(new Sample(
                        rows.getInt(1),
                        rows.getString(2),
                        instant(rows.getTimestamp(3)),
                        instant(rows.getTimestamp(4))));
            }
        }
    }

    private static Instant instant(Timestamp timestamp) {
        return timestamp.toInstant();
    }
}
