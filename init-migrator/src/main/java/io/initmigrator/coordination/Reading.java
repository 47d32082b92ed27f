package io.initmigrator.coordination;

import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Look;
import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;

/** What may be asked of the database without the right to write. Every call may throw {@link SessionLostException}. */
public interface Reading {

    /** Whether the receipt says that the schema holds the bundle. */
    Look look(Bundle bundle);

    /** The highest version that the history records as applied. */
    Optional<SchemaVersion> recordedVersion();

    /** Who holds the fence. */
    Optional<FenceHolder> fenceHolder();

    /** The fence's key, and a query for people that shows who holds it. */
    FenceAddress fenceAddress();
}
