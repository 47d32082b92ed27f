package io.initmigrator.fence;

import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;

/** What may be asked of the database without the right to write. Every call may throw {@link SessionLostException}. */
public interface SchemaReader {

    /** Whether the receipt says that the schema holds the bundle. */
    SchemaSnapshot readSnapshot(Bundle bundle);

    /** The highest version that the history records as applied. */
    Optional<SchemaVersion> recordedVersion();

    /** Who holds the fence. */
    Optional<FenceHolder> fenceHolder();

    /** The fence's key, and a query for people that shows who holds it. */
    FenceInfo fenceAddress();

    /**
     * Returns what the adapter works with, as {@link java.sql.Wrapper#unwrap} does: an adapter of another library reaches the
     * database by no other way than this session.
     *
     * @throws IllegalArgumentException if this reader does not wrap an object of {@code type}
     */
    <T> T unwrap(Class<T> type);
}
