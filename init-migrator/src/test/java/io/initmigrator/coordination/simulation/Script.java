package io.initmigrator.coordination.simulation;

import java.util.List;

/**
 * A migration script.
 *
 * @param version its place in the order
 * @param content what tells it from another script of the same version
 * @param statements how long each statement runs, in nanoseconds
 * @param isBad whether its last statement fails
 */
record Script(int version, String content, List<Long> statements, boolean isBad) {

    String name() {
        return "V" + version + "__" + content + ".sql";
    }

    boolean isLast(int statement) {
        return statement == statements.size() - 1;
    }
}
