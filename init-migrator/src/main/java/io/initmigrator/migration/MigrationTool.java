package io.initmigrator.migration;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.schema.Bundle;

/** The migration tool, working through the session that holds the fence and no other. */
public interface MigrationTool {

    /** Compares the bundle with the recorded history, by the tool's own rules; writes nothing. */
    Assessment assess(SchemaReader reader, Bundle bundle);

    /** What is pending; writes nothing. */
    PendingMigrations backlog(SchemaReader reader);

    /** Whether the tool has callbacks of the bundle to run around a migration, also where no script is pending. */
    boolean hasCallbacksAround(Fence fence);

    /**
     * Applies what is pending, with the callbacks of the bundle around it.
     *
     * @param pending how many scripts that are, as was found behind this fence
     * @param listener told before each script
     * @throws SessionLostException where the session ended under it
     */
    MigrationResult migrate(Fence fence, int pending, ScriptListener listener);

    /**
     * Makes the history fit the bundle, as the tool does where a person asks for it: takes failed rows away, takes over the
     * bundle's checksums and descriptions, and marks what the bundle no longer holds as deleted; nothing newer than the bundle.
     *
     * @throws SessionLostException where the session ended under it
     */
    RepairResult repair(Fence fence, Bundle bundle);
}
