package io.initmigrator.config;

import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;

/** A parsed command. */
public sealed interface Command {

    /** Checks the schema, elects a leader, then migrates or waits. */
    record Migrate() implements Command {}

    /** The same after the rollout: runs the deferred scripts too. */
    record MigrateDeferred() implements Command {}

    /**
     * Waits until a version is recorded; never migrates.
     *
     * @param version version to wait for; absent for the whole bundle
     */
    record Wait(Optional<SchemaVersion> version) implements Command {}

    /**
     * Shows versions, pending migrations and the leader.
     *
     * @param drift true to compare the schemas with what the last migration left there
     */
    record Status(Output output, boolean drift) implements Command {

        @Override
        public boolean printsData() {
            return output == Output.JSON;
        }

        @Override
        public boolean showsFailure() {
            return output == Output.TEXT;
        }
    }

    /**
     * Lists pending migrations and unsafe operations.
     *
     * @param failOn severity from which a finding fails the command; absent for never
     * @param rehearsal scratch database to run the pending scripts on; absent to run nothing
     */
    record Plan(Output output, Optional<FailOn> failOn, Optional<ConnectionTarget> rehearsal) implements Command {

        @Override
        public boolean printsData() {
            return output == Output.JSON;
        }

        @Override
        public boolean showsFailure() {
            return output == Output.TEXT;
        }
    }

    /** Migrates, then serves probes and metrics. */
    record Guard() implements Command {}

    /** Repairs the history as an elected leader that holds the fence. */
    record Repair() implements Command {}

    /**
     * Terminates a stale leader session and releases the Lease.
     *
     * @param force also a live leader, or a session not opened by init-migrator
     */
    record Unlock(boolean force) implements Command {}

    /** Serves the maintenance page. */
    record Maintenance() implements Command {

        @Override
        public boolean usesDatabase() {
            return false;
        }
    }

    /** True if it needs a database address. */
    default boolean usesDatabase() {
        return true;
    }

    /** A second database, which is not that of the settings. */
    default Optional<ConnectionTarget> rehearsal() {
        return Optional.empty();
    }

    /** True if standard output is machine-readable, so that logs go elsewhere. */
    default boolean printsData() {
        return false;
    }

    /** True if its output, which goes where logs go, includes the reason of a failure. */
    default boolean showsFailure() {
        return false;
    }

    /** {@code --fail-on}. */
    enum FailOn {
        WARNING,
        ERROR
    }

    /** {@code --output}. */
    enum Output {
        TEXT,
        JSON
    }
}
