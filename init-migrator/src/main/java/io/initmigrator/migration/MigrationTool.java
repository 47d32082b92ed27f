package io.initmigrator.migration;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.schema.Bundle;

/** The migration tool. It works through the session that holds the fence only. */
public interface MigrationTool {

    /** Compares the bundle with the recorded history by the tool's own rules; read-only. */
    Assessment assess(SchemaReader reader, Bundle bundle);

    /** Returns pending migrations; read-only. */
    PendingMigrations backlog(SchemaReader reader);

    /**
     * Applies what is pending, with the callbacks of the bundle around it.
     *
     * @param pending number of pending scripts, as found while holding this fence
     * @param listener called before each script
     * @throws SessionLostException if the session is lost
     */
    MigrationResult migrate(Fence fence, int pending, ScriptListener listener);

    /**
     * Repairs the history: removes failed rows, aligns checksums and descriptions with the bundle, and marks migrations missing
     * from the bundle as deleted, except those newer than the bundle.
     *
     * @throws SessionLostException if the session is lost
     */
    RepairResult repair(Fence fence, Bundle bundle);
}
