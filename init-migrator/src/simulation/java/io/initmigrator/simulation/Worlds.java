package io.initmigrator.simulation;

import java.util.function.Function;

/** Kinds of worlds, each of which draws its scenarios in its own way. */
enum Worlds {
    /** Rollouts whose pods end with their init container. */
    MIGRATING(Scenario::drawn, 600),
    /** A Deployment that is updated and rolled back, whose sidecars run deferred scripts. */
    DEFERRING(DeferringScenario::drawn, 1800);

    @SuppressWarnings("ImmutableEnumChecker") // none of them holds anything
    private final Function<VirtualScheduler, Scenario> scenarios;

    private final long timeout;

    Worlds(Function<VirtualScheduler, Scenario> scenarios, long seconds) {
        this.scenarios = scenarios;
        this.timeout = seconds * VirtualScheduler.SECOND;
    }

    Scenario drawn(VirtualScheduler world) {
        return scenarios.apply(world);
    }

    /** How long after the last fault every pod must have ended, in nanoseconds. */
    long timeout() {
        return timeout;
    }
}
