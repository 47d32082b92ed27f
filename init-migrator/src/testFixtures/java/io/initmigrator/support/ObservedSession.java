package io.initmigrator.support;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One session as PostgreSQL has logged it.
 *
 * @param application {@code application_name}; empty where none was ever set
 * @param statements in order
 */
public record ObservedSession(
        int pid, String application, Instant opened, Instant closed, List<ExecutedStatement> statements) {

    public ObservedSession {
        statements = List.copyOf(statements);
    }

    /** One statement that the server was asked to execute. */
    public record ExecutedStatement(Instant at, String sql) {}

    public Duration lasted() {
        return Duration.between(opened, closed);
    }

    /** When each row of Flyway's history was written, and so a script completed. */
    public List<Instant> scriptsRecorded() {
        return statements.stream()
                .filter(statement -> statement.sql().startsWith("INSERT INTO")
                        && statement.sql().contains("\"flyway_schema_history\""))
                .map(ExecutedStatement::at)
                .toList();
    }
}
