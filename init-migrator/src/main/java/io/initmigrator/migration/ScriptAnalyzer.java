package io.initmigrator.migration;

import java.util.List;
import java.util.Optional;

/** Port to the static analysis of a script's text. */
public interface ScriptAnalyzer {

    /** Returns whether the script ends the transaction that it runs in, by {@code COMMIT} or the like. */
    boolean endsTransaction(String sql);

    /** Returns the names of the indexes that the script creates, as the catalogue has them; those with placeholders are left out. */
    List<String> createdIndexes(String sql);

    /** Returns the first command of psql in the script, such as {@code line 5: \restrict}. */
    Optional<String> psqlCommand(String sql);

    /** Returns whether the text ends inside the SQL body of a function ({@code BEGIN ATOMIC}). */
    boolean endsInFunctionBody(String sql);
}
