package io.initmigrator.command;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.rollout.SchemaWaiter;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;

/** Waits until the schema contains the bundle, or a version. Never migrates. */
public final class WaitCommand {

    private final Bundle bundle;
    private final WhenEmpty whenEmpty;
    private final SchemaWaiter waiter;
    private final RolloutListener listener;
    private final Optional<SchemaVersion> version;

    /** @param version absent to wait for the bundle */
    public WaitCommand(
            Bundle bundle,
            WhenEmpty whenEmpty,
            SchemaWaiter waiter,
            RolloutListener listener,
            Optional<SchemaVersion> version) {
        this.bundle = bundle;
        this.whenEmpty = whenEmpty;
        this.waiter = waiter;
        this.listener = listener;
        this.version = version;
    }

    public Outcome run() throws InterruptedException {
        if (version.isPresent()) {
            return waiter.forVersion(version.get());
        }
        return bundle.isEmpty() ? EmptyBundle.outcome(bundle, whenEmpty, listener) : waiter.forBundle();
    }
}
