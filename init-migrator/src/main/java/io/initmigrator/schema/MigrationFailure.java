package io.initmigrator.schema;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a migration failed. Travels on the Lease to every sibling, so it never holds a secret.
 *
 * @param version version of the script, null for a repeatable one or where none was running
 * @param script file name
 * @param line line in the script where the failed statement begins, 0 where unknown
 * @param sqlState PostgreSQL's SQLSTATE, null where the failure was not PostgreSQL's
 * @param message the server's or Flyway's own words
 * @param attempt how many times in a row this bundle has failed, from 1
 * @param at PostgreSQL's clock when it failed
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

    /** The words for an error of this process in the midst of a script. */
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

    /** The same failure, with {@code sessions} that were in its way; empty where none are known. */
    public MigrationFailure blockedBy(String sessions) {
        String blocked = sessions.isEmpty() ? message : message + "; blocked by " + sessions;
        return new MigrationFailure(version, script, line, sqlState, blocked, attempt, at);
    }

    /** What to do about it. */
    public String remedy() {
        if (SqlState.LOCK_NOT_AVAILABLE.equals(sqlState)) {
            return "end or wait for the blocking session, then restart; MIGRATOR_LOCK_RETRY_FOR sets how long"
                    + " to retry";
        }
        if (sqlState == null && message.startsWith(OUT_OF_MEMORY)) {
            return "raise the memory limit, or let the script return fewer and smaller rows; then roll out again";
        }
        return SqlState.QUERY_CANCELED.equals(sqlState) && message.contains(STATEMENT_TIMEOUT)
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
