package io.initmigrator.config;

import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;

/** What the command line asks for. */
public sealed interface Command {

    /** Check, elect, then migrate or wait. */
    record Migrate() implements Command {}

    /**
     * Wait until it is recorded; never migrate.
     *
     * @param version what to wait for; absent for the whole bundle
     */
    record Wait(Optional<SchemaVersion> version) implements Command {}

    /** Tell how things stand. */
    record Status(Output output) implements Command {

        @Override
        public boolean printsData() {
            return output == Output.JSON;
        }
    }

    /**
     * Tell what would run, and what of it hurts.
     *
     * @param failOn how bad a finding must be to end otherwise than well; absent for never
     */
    record Plan(Output output, Optional<FailOn> failOn) implements Command {

        @Override
        public boolean printsData() {
            return output == Output.JSON;
        }
    }

    /** Migrate, then stay and serve probes and metrics. */
    record Guard() implements Command {}

    /** Repair the history, behind election and fence. */
    record Repair() implements Command {}

    /**
     * End what a leader left behind.
     *
     * @param force also who is alive, and who is none of us
     */
    record Unlock(boolean force) implements Command {}

    /** Serve a page while a migration runs. */
    record Maintenance() implements Command {

        @Override
        public boolean usesDatabase() {
            return false;
        }
    }

    /** Whether it needs a database's address. */
    default boolean usesDatabase() {
        return true;
    }

    /** Whether standard output is for a program to read, and nothing else may stand there. */
    default boolean printsData() {
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
