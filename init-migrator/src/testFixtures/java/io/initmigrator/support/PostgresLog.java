package io.initmigrator.support;

import io.initmigrator.support.ObservedSession.ExecutedStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the sessions and their statements from PostgreSQL's log. */
final class PostgresLog {

    static final String FILE = "postgresql.log";

    /** Formats a log entry as Unix time, process, database and application. */
    static final String PREFIX = "%n|%p|%d|%a|";

    private static final Pattern ENTRY = Pattern.compile("(\\d+)\\.(\\d{3})\\|(\\d+)\\|([^|]*)\\|([^|]*)\\|LOG:  (.*)");
    private static final Pattern STATEMENT = Pattern.compile("(?:statement|execute [^:]*): (.*)");
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final PostgresServer server;
    private final Path file;

    PostgresLog(PostgresServer server, Path file) {
        this.server = server;
        this.file = file;
    }

    List<ObservedSession> sessions(String database) throws SQLException, IOException, InterruptedException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            awaitNobody(statement, database);
            return parse(linesUntil(statement, UUID.randomUUID().toString()), database);
        }
    }

    /** Waits until all sessions have ended, which happens a moment after their clients disconnect. */
    private static void awaitNobody(Statement statement, String database) throws SQLException, InterruptedException {
        while (true) {
            try (ResultSet rows = statement.executeQuery(
                    "SELECT FROM pg_stat_activity WHERE application_name LIKE 'init-migrator %' AND datname = '"
                            + database + "'")) {
                if (!rows.next()) {
                    return;
                }
            }
            pause();
        }
    }

    /** Waits until the log contains {@code mark}: another process writes it, a moment after the event. */
    private List<String> linesUntil(Statement statement, String mark)
            throws SQLException, IOException, InterruptedException {
        statement.execute("SELECT '" + mark + "'");
        while (true) {
            List<String> lines = Files.readAllLines(file);
            if (lines.stream().anyMatch(line -> line.contains(mark))) {
                return lines;
            }
            pause();
        }
    }

    private static void pause() throws InterruptedException {
        LockSupport.parkNanos(POLL_NANOS);
        if (Thread.interrupted()) {
            throw new InterruptedException("while waiting for PostgreSQL's log");
        }
    }

    private static List<ObservedSession> parse(List<String> lines, String database) {
        List<ObservedSession> done = new ArrayList<>();
        Map<Integer, Open> open = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher entry = ENTRY.matcher(line);
            if (entry.matches() && entry.group(4).equals(database)) {
                int pid = Integer.parseInt(entry.group(3));
                Instant at = Instant.ofEpochSecond(Long.parseLong(entry.group(1)))
                        .plusMillis(Long.parseLong(entry.group(2)));
                open.computeIfAbsent(pid, key -> new Open(pid, at)).note(at, entry.group(5), entry.group(6));
                if (entry.group(6).startsWith("disconnection:")) {
                    Optional.ofNullable(open.remove(pid)).ifPresent(session -> done.add(session.close(at)));
                }
            }
        }
        return done;
    }

    private static final class Open {

        private final int pid;
        private final Instant opened;
        private final List<ExecutedStatement> statements = new ArrayList<>();
        private String application = "";

        Open(int pid, Instant opened) {
            this.pid = pid;
            this.opened = opened;
        }

        void note(Instant at, String applicationName, String message) {
            if (!applicationName.isEmpty() && !applicationName.equals("[unknown]")) {
                application = applicationName;
            }
            Matcher statement = STATEMENT.matcher(message);
            if (statement.matches()) {
                statements.add(new ExecutedStatement(at, statement.group(1)));
            }
        }

        ObservedSession close(Instant closed) {
            return new ObservedSession(pid, application, opened, closed, statements);
        }
    }
}
