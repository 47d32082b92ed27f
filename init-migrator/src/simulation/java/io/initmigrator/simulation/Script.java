package io.initmigrator.simulation;

import io.initmigrator.schema.DeferredScript;
import java.util.List;

/**
 * A migration script.
 *
 * @param version its place in the order; 0 for one that runs whenever its text is not the last that was recorded
 * @param content what tells it from another script of the same version
 * @param statements how long each statement runs, in nanoseconds
 * @param isBad whether its last statement fails
 * @param isAfterRollout whether it is declared to run after the rollout
 */
record Script(int version, String content, List<Long> statements, boolean isBad, boolean isAfterRollout) {

    Script(int version, String content, List<Long> statements, boolean isBad) {
        this(version, content, statements, isBad, false);
    }

    static Script repeatable(String text, List<Long> statements) {
        return new Script(0, text, statements, false);
    }

    boolean isRepeatable() {
        return version == 0;
    }

    String name() {
        return isRepeatable() ? "R__view.sql (" + content + ")" : "V" + version + "__" + content + ".sql";
    }

    /** As a receipt lists it. */
    DeferredScript recorded() {
        return new DeferredScript(name(), content.hashCode());
    }

    boolean isLast(int statement) {
        return statement == statements.size() - 1;
    }
}
