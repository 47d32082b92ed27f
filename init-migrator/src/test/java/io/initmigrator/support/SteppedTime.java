package io.initmigrator.support;

import io.initmigrator.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only where it is slept through, and at the test's word. */
public final class SteppedTime implements Time {

    private final List<Duration> pauses = new ArrayList<>();
    private Duration elapsed = Duration.ZERO;

    /** How long was slept each time. */
    public List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    public void pass(Duration duration) {
        elapsed = elapsed.plus(duration);
    }

    @Override
    public Duration elapsed() {
        return elapsed;
    }

    @Override
    public Instant wallClock() {
        return Instant.EPOCH.plus(elapsed);
    }

    @Override
    public void sleep(Duration duration) {
        pauses.add(duration);
        pass(duration);
    }
}
