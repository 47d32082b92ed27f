package io.initmigrator.command;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.schema.Bundle;
import java.util.function.Consumer;

/** The outcome of a bundle without a file. */
final class EmptyBundle {

    private EmptyBundle() {}

    static Outcome outcome(Bundle bundle, WhenEmpty whenEmpty, Consumer<RolloutEvent> listener) {
        if (whenEmpty == WhenEmpty.FAIL) {
            return mismatch(bundle);
        }
        listener.accept(new RolloutEvent.BundleEmpty(bundle.location()));
        return new Outcome.Ready("", 0);
    }

    static Outcome mismatch(Bundle bundle) {
        return new Outcome.SchemaMismatch(
                "the bundle in " + bundle.location() + " has no file, so the required schema version is unknown",
                "mount the migrations there (FLYWAY_LOCATIONS), or set MIGRATOR_WHEN_EMPTY=skip");
    }
}
