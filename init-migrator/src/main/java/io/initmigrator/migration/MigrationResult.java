package io.initmigrator.migration;

import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;

/** Result of applying pending migrations. */
public sealed interface MigrationResult {

    /** All applied. */
    record Applied(int count) implements MigrationResult {}

    /**
     * A script failed; it was rolled back if it ran in a transaction. {@link MigrationFailure#attempt()} is not known here: 1.
     */
    record Failed(MigrationFailure failure) implements MigrationResult {}

    /**
     * A script was rolled back on a lock timeout. A retry may succeed.
     *
     * @param failure the timeout
     * @param applied number of scripts applied before it
     */
    record Blocked(MigrationFailure failure, int applied) implements MigrationResult {}

    /** The tool found a mismatch of history and bundle before it ran a script. */
    record Refused(Problem problem) implements MigrationResult {
        public Refused(String reason, String remedy) {
            this(new Problem(reason, remedy));
        }
    }
}
