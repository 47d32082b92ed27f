package io.initmigrator.fence;

import java.util.Optional;

/** A database session that only reads, and never takes the fence. */
public interface ReadOnlySession extends SchemaReader, AutoCloseable {

    /**
     * A script that was begun and that the history does not record; whoever holds the fence may be at it. Empty without the right
     * to read the journal.
     */
    Optional<InterruptedScript> interrupted();

    /** Never throws. */
    @Override
    void close();
}
