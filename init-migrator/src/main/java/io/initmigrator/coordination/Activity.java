package io.initmigrator.coordination;

import io.initmigrator.schema.Progress;

/**
 * What a leader is doing, as it tells its siblings and people.
 *
 * @param progress such as {@code 3/12 V3__add_index.sql}
 * @param detail what more there is to say of that script, such as {@code 42 s}; empty for nothing
 * @param blockedBy the sessions in its way, see {@link Sighting#blockedBy}; empty for none
 */
public record Activity(String progress, String detail, String blockedBy) {

    static Activity beginning(Progress progress) {
        return new Activity(progress.toString(), "", "");
    }

    /** How far it had come, once nothing goes on any more. */
    Activity ended() {
        return new Activity(progress, "", "");
    }

    /** {@code 3/12 V3__add_index.sql, 42 s, blocked by pid 4711 (app "orders-worker", …)}. */
    public String sentence() {
        return progress
                + (detail.isEmpty() ? "" : ", " + detail)
                + (blockedBy.isEmpty() ? "" : ", blocked by " + blockedBy);
    }
}
