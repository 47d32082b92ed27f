package io.initmigrator.migration;

import io.initmigrator.schema.MigrationFailure;

/** What came of applying what was pending. */
public sealed interface MigrationResult {

    /** All applied. */
    record Applied(int count) implements MigrationResult {}

    /** A script failed; it was rolled back if a transaction protected it. {@link MigrationFailure#attempt()} is not known here: 1. */
    record Failed(MigrationFailure failure) implements MigrationResult {}

    /**
     * A script was rolled back because it waited for a lock longer than it may. Trying again may succeed.
     *
     * @param failure the timeout
     * @param applied how many scripts had been applied before
     */
    record Blocked(MigrationFailure failure, int applied) implements MigrationResult {}

    /** The history and the bundle don't fit, as the tool found while it began. */
    record Refused(String reason, String remedy) implements MigrationResult {}
}
