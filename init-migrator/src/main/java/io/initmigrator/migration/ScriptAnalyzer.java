package io.initmigrator.migration;

import java.util.List;

/** Port to the static analysis of a script's text. */
public interface ScriptAnalyzer {

    /** Returns whether the script ends the transaction that it runs in, by {@code COMMIT} or the like. */
    boolean endsTransaction(String sql);

    /** Returns the names of the indexes that the script creates, as the catalogue has them; those with placeholders are left out. */
    List<String> createdIndexes(String sql);
}
