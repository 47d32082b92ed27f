package io.initmigrator.migration;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.schema.Bundle;

/**
 * The migration tool. It changes the database only through the session that holds the fence, and keeps nothing from one call for
 * the next: what a migration has to know of the comparison before it is in the {@link MigrationRun}.
 */
public interface MigrationTool {

    /** Compares the bundle with the recorded history by the tool's own rules; read-only. */
    Assessment assess(SchemaReader reader, Bundle bundle);

    /** Returns pending migrations; read-only. */
    PendingMigrations backlog(SchemaReader reader);

    /** Compares the bundle with the recorded history as {@link #assess} does, for a run that may migrate. */
    MigrationRun begin(Fence fence, Bundle bundle);

    /**
     * Repairs the history: removes failed rows, aligns checksums and descriptions with the bundle, and marks migrations missing
     * from the bundle as deleted, except those newer than the bundle.
     *
     * @throws SessionLostException if the session is lost
     */
    RepairResult repair(Fence fence, Bundle bundle);
}
