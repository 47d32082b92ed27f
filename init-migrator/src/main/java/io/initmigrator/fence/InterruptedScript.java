package io.initmigrator.fence;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A script that was cut off, and that no transaction protected.
 *
 * @param by identity of the process that ran it
 * @param begunAt PostgreSQL's clock when it began
 * @param leftInvalid indexes that were not invalid before it began and are now, quoted for SQL
 * @param leftComplete indexes that the script creates by name, that were not there before it began and are complete, quoted for
 *     SQL
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

    public String sentence() {
        return script + " was cut off: " + by + " began it at " + begunAt
                + " without a transaction that protects it, and the history does not record how it ended"
                + (leftInvalid.isEmpty() ? "" : "; it left the invalid index " + String.join(", ", leftInvalid))
                + (leftComplete.isEmpty() ? "" : "; it completed the index " + String.join(", ", leftComplete));
    }

    public String remedy() {
        return "if it may simply run again, run init-migrator repair"
                + (left().isEmpty() ? "" : ", which drops " + String.join(", ", left()))
                + ", or set MIGRATOR_WHEN_INTERRUPTED=retry; otherwise undo first what it has done";
    }
}
