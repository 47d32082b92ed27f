package io.initmigrator.command;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.kubernetes.PodEventRecorder;
import io.initmigrator.rollout.Rollout;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.schema.Bundle;
import io.initmigrator.telemetry.Telemetry;
import org.jspecify.annotations.Nullable;

/** Takes part in the rollout of the bundle: migrates, or waits for the process that does. */
public final class MigrateCommand {

    private final Bundle bundle;
    private final WhenEmpty whenEmpty;
    private final Rollout rollout;
    private final RolloutListener listener;
    private final @Nullable PodEventRecorder podEvents;
    private final @Nullable Telemetry telemetry;

    /**
     * @param podEvents closed at the end of the run; null if the Kubernetes API is not used
     * @param telemetry closed at the end of the run; null if no report is configured
     */
    public MigrateCommand(
            Bundle bundle,
            WhenEmpty whenEmpty,
            Rollout rollout,
            RolloutListener listener,
            @Nullable PodEventRecorder podEvents,
            @Nullable Telemetry telemetry) {
        this.bundle = bundle;
        this.whenEmpty = whenEmpty;
        this.rollout = rollout;
        this.listener = listener;
        this.podEvents = podEvents;
        this.telemetry = telemetry;
    }

    public Outcome run() throws InterruptedException {
        try (PodEventRecorder _ = podEvents;
                Telemetry _ = telemetry) {
            return bundle.isEmpty() ? EmptyBundle.outcome(bundle, whenEmpty, listener) : rollout.run();
        }
    }
}
