package io.initmigrator.event;

import io.initmigrator.fence.SessionActivity;
import io.initmigrator.schema.ScriptProgress;

/**
 * Progress of a leader, published to followers and operators.
 *
 * @param progress such as {@code 3/12 V3__add_index.sql}
 * @param detail further detail of that script, such as {@code 42 s}; may be empty
 * @param blockedBy the blocking sessions, see {@link SessionActivity#blockedBy}; empty for none
 */
public record LeaderProgress(String progress, String detail, String blockedBy) {

    public static LeaderProgress started(ScriptProgress progress) {
        return new LeaderProgress(progress.toString(), "", "");
    }

    /** The progress once the leader has stopped. */
    public LeaderProgress ended() {
        return new LeaderProgress(progress, "", "");
    }

    /** {@code 3/12 V3__add_index.sql, 42 s, blocked by pid 4711 (app "orders-worker", …)}. */
    public String sentence() {
        return progress
                + (detail.isEmpty() ? "" : ", " + detail)
                + (blockedBy.isEmpty() ? "" : ", blocked by " + blockedBy);
    }
}
