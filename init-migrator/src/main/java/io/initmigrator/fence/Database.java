package io.initmigrator.fence;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.SchemaSnapshot;

/**
 * Port to PostgreSQL.
 *
 * <p>All calls wait for an unavailable database within the adapter's timeout, then throw {@link UnreachableException}; on a
 * permanent refusal (password, database name, certificate) they throw it immediately.
 */
public interface Database {

    /** Reads the snapshot over one short-lived connection. */
    SchemaSnapshot readSnapshot(Bundle bundle) throws InterruptedException;

    /**
     * Records that this rollout starts with {@code bundle}, which the schema was just seen to contain.
     *
     * @return false if a migration is running or has run since
     */
    boolean enrol(Bundle bundle) throws InterruptedException;

    /** Opens a read-only session, on a standby too. */
    ReadOnlySession read() throws InterruptedException;

    /** Opens a session without a Lease, see {@link #open(String)}. */
    default Session open() throws InterruptedException {
        return open("");
    }

    /**
     * Opens a session that may acquire the fence. Refused if the lock could not be kept, as behind a transaction pooler.
     *
     * @param lease uid of the Lease, so that only later leaders by this Lease may terminate the session; empty for none
     */
    Session open(String lease) throws InterruptedException;
}
