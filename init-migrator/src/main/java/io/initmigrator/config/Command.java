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
    record Status(Output output) implements Command {}

    /** {@code --output}. */
    enum Output {
        TEXT,
        JSON
    }
}
