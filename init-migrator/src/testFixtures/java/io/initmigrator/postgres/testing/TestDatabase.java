package io.initmigrator.postgres.testing;

import io.initmigrator.postgres.testing.TestPostgres.Server;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Provides one database of the test server; each query or wait uses a connection of its own. */
public record TestDatabase(Server server, String name) {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    /** Returns the URL without user and password. */
    public String url() {
        return "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + name;
    }

    public String user() {
        return server.user();
    }

    public String password() {
        return server.password();
    }

    /** Opens a connection, which the caller closes. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), user(), password());
    }

    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Returns the first column of all rows. */
    public List<String> strings(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public String string(String sql) {
        return Optional.of(strings(sql)).map(List::getFirst).orElseThrow();
    }

    public int number(String sql) {
        return Integer.parseInt(string(sql));
    }

    /** Waits until the query returns true. One session repeats it: a log-in for each attempt would starve the processes under test. */
    public void await(String booleanSql) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(booleanSql)) {
            await(booleanSql, () -> says(statement));
        } catch (SQLException e) {
            throw new IllegalStateException(booleanSql, e);
        }
    }

    private static boolean says(PreparedStatement question) {
        try (ResultSet rows = question.executeQuery()) {
            return rows.next() && rows.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the condition holds; fails with {@code what} after a timeout. */
    public static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not true within the timeout: " + what);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
