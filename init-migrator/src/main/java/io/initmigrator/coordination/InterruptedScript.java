package io.initmigrator.coordination;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A script without a transaction that was cut off.
 *
 * @param by identity of the process that ran it
 * @param begunAt PostgreSQL's clock when it began
 * @param leftInvalid indexes that were not invalid before it began and are now, quoted for SQL
 * @param leftComplete indexes that were not there before it began and are complete, quoted for SQL
 */
public record InterruptedScript(
        String script, String by, Instant begunAt, List<String> leftInvalid, List<String> leftComplete) {

    public InterruptedScript {
        leftInvalid = List.copyOf(leftInvalid);
        leftComplete = List.copyOf(leftComplete);
    }

    /** Every index that would be in its way, were it to run again. */
    public List<String> left() {
        return Stream.concat(leftInvalid.stream(), leftComplete.stream()).toList();
    }

    String sentence() {
        return script + " was cut off: " + by + " began it at " + begunAt
                + " without a transaction, and the history does not record how it ended"
                + (leftInvalid.isEmpty() ? "" : "; it left the invalid index " + String.join(", ", leftInvalid))
                + (leftComplete.isEmpty() ? "" : "; it completed the index " + String.join(", ", leftComplete));
    }

    String remedy() {
        String drop = left().isEmpty()
                ? "see what it has done, undo that"
                : "DROP INDEX CONCURRENTLY " + String.join(", ", left());
        return "set MIGRATOR_WHEN_INTERRUPTED=retry if it may run again (its index is dropped first), or " + drop
                + " and delete its row from init_migrator_journal";
    }
}
