package io.initmigrator.simulation;

import io.initmigrator.schema.DeferredScript;
import java.util.List;

/**
 * Describes a migration script.
 *
 * @param version position in the order; 0 for a script that runs if its text differs from the last recorded one
 * @param content identifies the script among those of the same version
 * @param statements duration of each statement, in nanoseconds
 * @param isBad true if its last statement fails
 * @param isAfterRollout true if it is declared to run after the rollout
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

    /** Returns the script as a receipt lists it. */
    DeferredScript recorded() {
        return new DeferredScript(name(), content.hashCode());
    }

    boolean isLast(int statement) {
        return statement == statements.size() - 1;
    }
}
