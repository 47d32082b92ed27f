package io.initmigrator.migration;

import io.initmigrator.fence.SessionLostException;

/** One run of the migration tool through the session that holds the fence: compares, then migrates, then verifies. */
public interface MigrationRun {

    /** The comparison of bundle and history that the run began with. */
    Assessment assessment();

    /**
     * Applies what is pending, with the callbacks of the bundle around it. May be called again after {@link
     * MigrationResult.Blocked}.
     *
     * @param pending number of pending scripts
     * @param listener called before each script
     * @throws SessionLostException if the session is lost
     */
    MigrationResult migrate(int pending, ScriptListener listener);

    /** Compares the history with the scripts as they were read at the beginning of the run, so that a file changed since is detected. */
    Assessment verify();
}
