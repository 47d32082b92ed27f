package io.initmigrator.coordination;

import io.initmigrator.schema.Progress;

/** Told before each script runs; what it throws keeps the script from running. */
@FunctionalInterface
public interface ScriptListener {

    /**
     * Called before a script's first statement.
     *
     * @param inTransaction whether the script and its history row happen both or not at all
     */
    void starting(Progress progress, boolean inTransaction);
}
