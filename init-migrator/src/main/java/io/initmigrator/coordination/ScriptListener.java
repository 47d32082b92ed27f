package io.initmigrator.coordination;

import io.initmigrator.schema.Progress;
import java.util.List;

/** Told before each script runs; what it throws keeps the script from running. */
@FunctionalInterface
public interface ScriptListener {

    /**
     * Called before a script's first statement.
     *
     * @param inTransaction whether the script and its history row happen both or not at all
     * @param indexes where they don't: the names of those that the script creates, as far as it tells them
     */
    void starting(Progress progress, boolean inTransaction, List<String> indexes);
}
