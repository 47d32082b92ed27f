package io.initmigrator.migration;

import java.util.function.Function;
import java.util.function.Supplier;

/** A run of a migration tool whose scripts and verification are functions. */
public record FakeRun(
        Assessment assessment, Function<ScriptListener, MigrationResult> scripts, Supplier<Assessment> verification)
        implements MigrationRun {

    @Override
    public MigrationResult migrate(int pending, ScriptListener listener) {
        return scripts.apply(listener);
    }

    @Override
    public Assessment verify() {
        return verification.get();
    }
}
