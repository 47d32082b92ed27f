package io.initmigrator.simulation;

import io.initmigrator.time.Time;
import java.time.Duration;
import java.time.Instant;

/** Provides the clocks of one container: a monotonic one with its own origin, and a wall clock that may be wrong by ten minutes. */
record VirtualTime(Container container) implements Time {

    /** The time at which all correct wall clocks begin. */
    static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Duration elapsed() {
        container.step();
        return Duration.ofNanos(container.elapsed());
    }

    @Override
    public Instant wallClock() {
        container.step();
        return BEGINNING.plusNanos(container.wallClock());
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        container.step();
        container.waits(false);
        if (duration.isPositive()) {
            container.world().running().sleep(duration.toNanos());
        }
    }
}
