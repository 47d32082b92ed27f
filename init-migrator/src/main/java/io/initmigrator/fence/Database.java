package io.initmigrator.fence;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.SchemaSnapshot;

/**
 * PostgreSQL, as coordination needs it.
 *
 * <p>All calls wait for a database that does not answer yet, within the adapter's own bound, and then throw
 * {@link UnreachableException}; so they do, at once, where the server refuses for good (password, database name, certificate).
 */
public interface Database {

    /** Asks one question over one short connection; nothing is held afterwards. */
    SchemaSnapshot readSnapshot(Bundle bundle) throws InterruptedException;

    /**
     * Writes down that this rollout starts with {@code bundle}, which the schema was just seen to hold.
     *
     * @return false where somebody migrates, or has migrated since
     */
    boolean enrol(Bundle bundle) throws InterruptedException;

    /** Opens a session that only reads; of a replica too. */
    ReadOnlySession read() throws InterruptedException;

    /** As {@link #open(String)}, of no Lease. */
    default Session open() throws InterruptedException {
        return open("");
    }

    /**
     * Opens a session that may take the fence. It is refused where the fence could not hold, as behind a transaction pooler.
     *
     * @param lease uid of the Lease by which it leads, so that only the next leaders by this Lease may end it; empty for none
     */
    Session open(String lease) throws InterruptedException;
}
