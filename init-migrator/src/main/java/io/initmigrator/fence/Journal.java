package io.initmigrator.fence;

import java.util.List;
import java.util.Optional;

/**
 * What is written down about scripts that no transaction protects, beside the history and through the session that holds the
 * fence. Every call may throw {@link SessionLostException}.
 */
public interface Journal {

    /** A script that was begun and that the history does not record: whoever ran it was cut off. */
    Optional<InterruptedScript> interrupted();

    /**
     * Writes down that {@code script} begins: at once, or in the transaction that Flyway has begun for it, so that it is known as
     * soon as the script commits anything.
     *
     * @param indexes the names of those that it creates
     */
    void begin(String script, List<String> indexes);

    /** Crosses off every script that the history records by now, whether applied or failed. */
    void complete();

    /**
     * Drops the indexes that {@code script} left behind, complete ones that it names too, since it would find them in its way, and
     * forgets that it was begun, so that it may run again.
     *
     * @return the indexes that were dropped
     */
    List<String> undo(InterruptedScript script);

    /** Indexes beside the history that no query uses because their build did not end; not those being built just now. */
    List<String> invalidIndexes();
}
