package io.initmigrator.event;

import io.initmigrator.fence.SessionActivity;
import io.initmigrator.schema.ScriptProgress;

/**
 * What a leader is doing, as it tells its siblings and people.
 *
 * @param progress such as {@code 3/12 V3__add_index.sql}
 * @param detail what more there is to say of that script, such as {@code 42 s}; empty for nothing
 * @param blockedBy the sessions in its way, see {@link SessionActivity#blockedBy}; empty for none
 */
public record LeaderProgress(String progress, String detail, String blockedBy) {

    public static LeaderProgress started(ScriptProgress progress) {
        return new LeaderProgress(progress.toString(), "", "");
    }

    /** How far it had come, once nothing goes on any more. */
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
