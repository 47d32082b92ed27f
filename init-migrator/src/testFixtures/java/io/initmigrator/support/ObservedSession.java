package io.initmigrator.support;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Describes one session as PostgreSQL has logged it.
 *
 * @param application {@code application_name}; empty if it was never set
 * @param statements in order
 */
public record ObservedSession(
        int pid, String application, Instant opened, Instant closed, List<ExecutedStatement> statements) {

    public ObservedSession {
        statements = List.copyOf(statements);
    }

    /** Describes one statement that the server executed. */
    public record ExecutedStatement(Instant at, String sql) {}

    public Duration lasted() {
        return Duration.between(opened, closed);
    }

    /** Returns the time of each insert into Flyway's history, which completes a script. */
    public List<Instant> scriptsRecorded() {
        return statements.stream()
                .filter(statement -> statement.sql().startsWith("INSERT INTO")
                        && statement.sql().contains("\"flyway_schema_history\""))
                .map(ExecutedStatement::at)
                .toList();
    }
}
