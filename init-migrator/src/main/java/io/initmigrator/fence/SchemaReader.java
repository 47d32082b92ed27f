package io.initmigrator.fence;

import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.DeferredScripts;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;
import java.util.Set;

/** Queries that need no right to write. Every call may throw {@link SessionLostException}. */
public interface SchemaReader {

    /** State of the schema relative to the bundle, according to the receipt. */
    SchemaSnapshot readSnapshot(Bundle bundle);

    /** Highest version recorded as applied. */
    Optional<SchemaVersion> recordedVersion();

    /** Scripts that receipts record as deferred; none if they cannot be read. */
    DeferredScripts deferred();

    /** Revisions of rollouts that started with the bundle, as its receipt lists them; absent without a receipt. */
    Optional<Set<String>> startedRevisions(Bundle bundle);

    /** Holder of the fence. */
    Optional<FenceHolder> fenceHolder();

    /** Key of the fence, and a query that shows its holder. */
    FenceInfo fenceAddress();

    /** Privileges of the application's role; absent if none is set. */
    Optional<AppPrivileges> appPrivileges();

    /**
     * Returns what the adapter works with, as {@link java.sql.Wrapper#unwrap} does: an adapter of another library reaches the
     * database by no other way than this session.
     *
     * @throws IllegalArgumentException if this reader does not wrap an object of {@code type}
     */
    <T> T unwrap(Class<T> type);
}
