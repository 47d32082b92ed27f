package io.initmigrator.command;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.schema.Bundle;

/** The outcome of a bundle without a file. */
final class EmptyBundle {

    private static final String MOUNT = "mount the migrations there (FLYWAY_LOCATIONS)";

    private EmptyBundle() {}

    static Outcome outcome(Bundle bundle, WhenEmpty whenEmpty, RolloutListener listener) {
        if (whenEmpty == WhenEmpty.FAIL) {
            return mismatch(bundle, MOUNT + ", or set MIGRATOR_WHEN_EMPTY=skip");
        }
        listener.onEvent(new RolloutEvent.BundleEmpty(bundle.location()));
        return new Outcome.Ready("", 0);
    }

    /** A repair would mark every applied migration as deleted, whatever MIGRATOR_WHEN_EMPTY says. */
    static Outcome repair(Bundle bundle) {
        return mismatch(bundle, MOUNT);
    }

    private static Outcome mismatch(Bundle bundle, String remedy) {
        return new Outcome.SchemaMismatch(
                "the bundle in " + bundle.location() + " has no file, so the required schema version is unknown",
                remedy);
    }
}
