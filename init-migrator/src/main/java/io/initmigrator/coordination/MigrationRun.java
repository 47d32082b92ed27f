package io.initmigrator.coordination;

import io.initmigrator.schema.MigrationFailure;

/** What came of applying what was pending. */
public sealed interface MigrationRun {

    /** All applied. */
    record Applied(int count) implements MigrationRun {}

    /** A script failed; it was rolled back if a transaction protected it. {@link MigrationFailure#attempt()} is not known here: 1. */
    record Failed(MigrationFailure failure) implements MigrationRun {}

    /**
     * A script was rolled back because it waited for a lock longer than it may. Trying again may succeed.
     *
     * @param failure the timeout
     * @param applied how many scripts had been applied before
     */
    record Blocked(MigrationFailure failure, int applied) implements MigrationRun {}

    /** The history and the bundle don't fit, as the tool found while it began. */
    record Refused(String reason, String remedy) implements MigrationRun {}
}
