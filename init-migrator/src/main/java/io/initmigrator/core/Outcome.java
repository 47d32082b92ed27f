package io.initmigrator.core;

import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import java.time.Duration;

/** Result of a run. Each variant maps to one exit code, listed in docs/operations.md. */
public sealed interface Outcome {

    /**
     * The schema contains the bundle; the main container may start.
     *
     * @param version the recorded version
     * @param applied number of scripts applied by this process; 0 for followers
     */
    record Ready(String version, int applied) implements Outcome {}

    /**
     * A migration failed, in this process or in another pod with the same bundle.
     *
     * @param by identity of the process that ran it
     * @param version the recorded version at that time; empty if there is none
     */
    record Failed(MigrationFailure failure, String by, String version) implements Outcome {}

    /** Schema and bundle do not match. */
    record SchemaMismatch(Problem problem) implements Outcome {
        public SchemaMismatch(String reason, String remedy) {
            this(new Problem(reason, remedy));
        }
    }

    /**
     * Leadership or the session was lost after work had begun.
     *
     * @param consequence effect on the schema and on the next start
     */
    record LeadershipLost(String reason, String consequence) implements Outcome {

        public static final String NOTHING_PARTIAL = "no migration was partially recorded; restart to apply the rest";
    }

    /**
     * A manual repair succeeded.
     *
     * @param pending number of pending scripts; a repair runs none
     */
    record Repaired(int pending) implements Outcome {}

    /** The rollout after which deferred scripts run is not complete; nothing was run. */
    record RolloutNotComplete(Problem problem) implements Outcome {
        public RolloutNotComplete(String reason, String remedy) {
            this(new Problem(reason, remedy));
        }
    }

    /** The deadline passed. */
    record DeadlinePassed(String waitedFor, Duration waited) implements Outcome {}
}
