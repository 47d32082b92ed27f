package io.initmigrator.core;

import io.initmigrator.schema.MigrationFailure;
import java.time.Duration;

/** How it ended. Each has one exit code; see docs/operations.md. */
public sealed interface Outcome {

    /**
     * The schema holds the bundle; the main container may start.
     *
     * @param version the recorded version
     * @param applied how many scripts this process ran; 0 for everyone but a leader that had work
     */
    record Ready(String version, int applied) implements Outcome {}

    /**
     * A migration failed, here or in a sibling with the same bundle.
     *
     * @param by identity of the process that ran it
     * @param version the recorded version by then; empty where there is none
     */
    record Failed(MigrationFailure failure, String by, String version) implements Outcome {}

    /** Schema and bundle don't fit. */
    record SchemaMismatch(String reason, String remedy) implements Outcome {}

    /**
     * Leadership or the session was lost after work had begun.
     *
     * @param consequence what that means for the schema, and for the next start
     */
    record LeadershipLost(String reason, String consequence) implements Outcome {

        public static final String NOTHING_HALF_DONE = "nothing is half-recorded, start again and the rest is done";
    }

    /**
     * A person's repair is done.
     *
     * @param pending how many scripts are still to run; a repair runs none
     */
    record Repaired(int pending) implements Outcome {}

    /** The deadline passed. */
    record DeadlinePassed(String waitedFor, Duration waited) implements Outcome {}
}
