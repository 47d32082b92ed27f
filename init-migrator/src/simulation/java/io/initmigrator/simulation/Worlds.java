package io.initmigrator.simulation;

import java.util.function.Function;

/** Defines the kinds of worlds; each generates its scenarios in its own way. */
enum Worlds {
    /** Contains rollouts whose pods end with their init container. */
    MIGRATING(Scenario::random, 600),
    /** Contains a Deployment that is updated and rolled back, whose sidecars run deferred scripts. */
    DEFERRING(DeferringScenario::random, 1800);

    @SuppressWarnings("ImmutableEnumChecker") // none of them holds anything
    private final Function<VirtualScheduler, Scenario> scenarios;

    private final long timeout;

    Worlds(Function<VirtualScheduler, Scenario> scenarios, long seconds) {
        this.scenarios = scenarios;
        this.timeout = seconds * VirtualScheduler.SECOND;
    }

    Scenario randomScenario(VirtualScheduler world) {
        return scenarios.apply(world);
    }

    /** Returns the time after the last fault within which every pod must have ended, in nanoseconds. */
    long timeout() {
        return timeout;
    }
}
