package io.initmigrator.fence;

import java.util.List;
import java.util.Optional;

/**
 * Records scripts that run outside a transaction, in a table beside the history, through the session that holds the fence.
 * Every call may throw {@link SessionLostException}.
 */
public interface Journal {

    /** A script that was started and is not recorded in the history: it was interrupted. */
    Optional<InterruptedScript> interrupted();

    /**
     * Records the start of {@code script}, immediately or in the transaction that Flyway opened for it, so that it is known
     * once the script commits anything.
     *
     * @param indexes names of the indexes that it creates
     */
    void begin(String script, List<String> indexes);

    /** Removes every script that the history records, whether applied or failed. */
    void complete();

    /**
     * Drops the indexes that {@code script} left, including complete ones that it creates by name, and removes its journal
     * entry, so that it can be rerun.
     *
     * @return the indexes that were dropped
     */
    List<String> undo(InterruptedScript script);

    /** Invalid indexes in the schema of the history, except those that another session works on. */
    List<String> invalidIndexes();
}
