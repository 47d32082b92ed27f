package io.initmigrator.simulation;

import io.initmigrator.schema.DeferredScript;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Describes a migration script.
 *
 * @param version position in the order; 0 for a script that runs if its text differs from the last recorded one
 * @param content identifies the script among those of the same version
 * @param statements duration of each statement, in nanoseconds
 * @param isBad true if its last statement fails
 * @param isAfterRollout true if it is declared to run after the rollout
 * @param kind protection of the script
 */
record Script(
        int version, String content, List<Long> statements, boolean isBad, boolean isAfterRollout, ScriptKind kind) {

    static Script repeatable(String text, List<Long> statements) {
        return new Script(0, text, statements, false, false, ScriptKind.TRANSACTIONAL);
    }

    boolean isRepeatable() {
        return version == 0;
    }

    String name() {
        return isRepeatable() ? "R__view.sql (" + content + ")" : "V" + version + "__" + content + ".sql";
    }

    /** Returns whether the script and its history row are committed together, with nothing before them. */
    boolean isProtected() {
        return kind == ScriptKind.TRANSACTIONAL;
    }

    /** Returns the names of the indexes that it creates, one for each statement. */
    List<String> indexes() {
        return kind == ScriptKind.INDEXES
                ? IntStream.range(0, statements.size()).mapToObj(this::index).toList()
                : List.of();
    }

    String index(int statement) {
        return "v" + version + "_" + content + "_" + statement;
    }

    /** Returns the script as a receipt lists it. */
    DeferredScript recorded() {
        return new DeferredScript(name(), content.hashCode());
    }

    boolean isLast(int statement) {
        return statement == statements.size() - 1;
    }
}
