package io.initmigrator.fence;

import io.initmigrator.schema.Problem;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A script that was interrupted outside a transaction.
 *
 * @param by identity of the process that ran it
 * @param begunAt PostgreSQL's clock at its start
 * @param leftInvalid indexes that became invalid since it started, quoted for SQL
 * @param leftComplete indexes that the script creates by name, that are new since it started and complete, quoted for SQL
 */
public record InterruptedScript(
        String script, String by, Instant begunAt, List<String> leftInvalid, List<String> leftComplete) {

    public InterruptedScript {
        leftInvalid = List.copyOf(leftInvalid);
        leftComplete = List.copyOf(leftComplete);
    }

    /** Every index that would make a rerun fail. */
    public List<String> left() {
        return Stream.concat(leftInvalid.stream(), leftComplete.stream()).toList();
    }

    /** The interruption with what it left, and how to proceed. */
    public Problem problem() {
        return new Problem(reason(), remedy());
    }

    private String reason() {
        return script + " was interrupted, or a callback after it failed: started by " + by + " at " + begunAt
                + " outside a transaction, with no result in the schema history"
                + (leftInvalid.isEmpty() ? "" : "; it left the invalid index " + String.join(", ", leftInvalid))
                + (leftComplete.isEmpty() ? "" : "; it completed the index " + String.join(", ", leftComplete));
    }

    private String remedy() {
        return "if it is safe to rerun, run init-migrator repair"
                + (left().isEmpty() ? "" : ", which drops " + String.join(", ", left()))
                + ", or set MIGRATOR_WHEN_INTERRUPTED=retry; otherwise undo its changes first";
    }
}
