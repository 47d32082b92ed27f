package io.initmigrator.time;

import java.time.Duration;
import java.time.Instant;

/** {@link Time} of the operating system. */
public final class SystemTime implements Time {

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime());
    }

    @Override
    public Instant wallClock() {
        return Instant.now();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (duration.isPositive()) {
            Thread.sleep(duration);
        }
    }
}
