package io.initmigrator.fence;

import io.initmigrator.schema.SchemaDrift;
import java.util.List;
import java.util.Optional;

/** A read-only database session, which never acquires the fence. */
public interface ReadOnlySession extends SchemaReader, AutoCloseable {

    /**
     * A script that was started and is not recorded in the history; the holder of the fence may be running it. Empty if the
     * journal is not readable.
     */
    Optional<InterruptedScript> interrupted();

    /** Returns whether the receipts may be read, or there are none. */
    boolean canReadReceipts();

    /** As {@link Journal#invalidIndexes}. */
    List<String> invalidIndexes();

    /** Compares the migrated schemas with the fingerprint of the last migration. Takes a few seconds at most. */
    SchemaDrift drift();

    /** Aborts the connection, from any thread and without waiting for the server, as {@link Session#abort} does. */
    void abort();

    /** Never throws. */
    @Override
    void close();
}
