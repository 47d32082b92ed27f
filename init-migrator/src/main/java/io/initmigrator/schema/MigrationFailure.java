package io.initmigrator.schema;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Cause of a failed migration. Published to other pods on the Lease, so it never contains a secret.
 *
 * @param version version of the script, null for a repeatable one or if none was running
 * @param script file name
 * @param line line in the script at which the failed statement begins, 0 if unknown
 * @param sqlState PostgreSQL's SQLSTATE, null if the failure did not come from PostgreSQL
 * @param message message of the server or of Flyway
 * @param attempt consecutive failures of this bundle, from 1
 * @param at PostgreSQL's clock at the failure
 */
public record MigrationFailure(
        @Nullable String version,
        String script,
        int line,
        @Nullable String sqlState,
        String message,
        int attempt,
        Instant at) {

    private static final String STATEMENT_TIMEOUT = "statement timeout";

    private static final String OUT_OF_MEMORY = "ran out of memory";

    /** Message for an error of this process while a script was running. */
    public static String words(Error error) {
        return error instanceof OutOfMemoryError
                ? OUT_OF_MEMORY + " (Java heap " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB): "
                        + error.getMessage()
                : error.toString();
    }

    /** The same failure as the {@code number}th in a row, at {@code moment} of PostgreSQL's clock. */
    public MigrationFailure occurred(int number, Instant moment) {
        return new MigrationFailure(version, script, line, sqlState, message, number, moment);
    }

    /** The same failure with the {@code sessions} that blocked it; empty if none are known. */
    public MigrationFailure blockedBy(String sessions) {
        String blocked = sessions.isEmpty() ? message : message + "; blocked by " + sessions;
        return new MigrationFailure(version, script, line, sqlState, blocked, attempt, at);
    }

    /** Kind of conflict with another session after which a script is rolled back as a whole and retried. */
    public String conflict() {
        if (SqlState.DEADLOCK_DETECTED.equals(sqlState)) {
            return "deadlock";
        }
        return SqlState.SERIALIZATION_FAILURE.equals(sqlState) ? "serialization failure" : "lock timeout";
    }

    /** {@link #sentence()} and the fix. */
    public Problem problem() {
        return new Problem(sentence(), remedy());
    }

    private String remedy() {
        if (SqlState.DISK_FULL.equals(sqlState)) {
            return "free space on the server's disk, then restart";
        }
        if (String.valueOf(sqlState).startsWith(SqlState.CLASS_INSUFFICIENT_RESOURCES)) {
            return "give the server more of what it ran out of, then restart";
        }
        if (SqlState.OBJECT_IN_USE.equals(sqlState)) {
            return "end the other session that uses the object, or correct the script if it does so itself";
        }
        if (SqlState.DEADLOCK_DETECTED.equals(sqlState) || SqlState.SERIALIZATION_FAILURE.equals(sqlState)) {
            return "end or wait for the other session, then restart; MIGRATOR_LOCK_RETRY_FOR sets how long to retry";
        }
        if (SqlState.LOCK_NOT_AVAILABLE.equals(sqlState)) {
            return "end or wait for the blocking session, then restart; MIGRATOR_LOCK_RETRY_FOR sets how long"
                    + " to retry";
        }
        if (sqlState == null && message.startsWith(OUT_OF_MEMORY)) {
            return "raise the memory limit, or let the script return fewer and smaller rows; then roll out again";
        }
        if (SqlState.QUERY_CANCELED.equals(sqlState) && !message.contains(STATEMENT_TIMEOUT)) {
            return "find out who canceled the statement, then restart";
        }
        return SqlState.QUERY_CANCELED.equals(sqlState)
                ? "increase MIGRATOR_STATEMENT_TIMEOUT, add -- init-migrator: statement-timeout=off to the script, or"
                        + " split the script"
                : "correct the script and roll out the new bundle";
    }

    /** {@code V3__x.sql, line 7, SQLSTATE 42703: column "naem" does not exist}. */
    public String sentence() {
        return script
                + (line > 0 ? ", line " + line : "")
                + (sqlState == null ? "" : ", SQLSTATE " + sqlState)
                + ": " + message;
    }
}
