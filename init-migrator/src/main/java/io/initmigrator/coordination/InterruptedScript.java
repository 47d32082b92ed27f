package io.initmigrator.coordination;

import java.time.Instant;
import java.util.List;

/**
 * A script without a transaction that was cut off.
 *
 * @param by identity of the process that ran it
 * @param begunAt PostgreSQL's clock when it began
 * @param leftInvalid indexes that were not invalid before it began and are now, quoted for SQL
 */
public record InterruptedScript(String script, String by, Instant begunAt, List<String> leftInvalid) {

    public InterruptedScript {
        leftInvalid = List.copyOf(leftInvalid);
    }

    String sentence() {
        return script + " was cut off: " + by + " began it at " + begunAt
                + " without a transaction, and the history does not record how it ended"
                + (leftInvalid.isEmpty() ? "" : "; it left the invalid index " + String.join(", ", leftInvalid));
    }

    String remedy() {
        String drop = leftInvalid.isEmpty()
                ? "see what it has done, undo that"
                : "DROP INDEX CONCURRENTLY " + String.join(", ", leftInvalid);
        return "set MIGRATOR_WHEN_INTERRUPTED=retry if it may run again (its invalid index is dropped first), or "
                + drop + " and delete its row from init_migrator_journal";
    }
}
