package io.initmigrator.time;

import java.time.Duration;
import java.time.Instant;

/** The clocks of this process, and its only way to sleep. */
public interface Time {

    /** Monotonic time since a fixed origin; advances while the process is suspended. All decisions use this clock. */
    Duration elapsed();

    /** Wall clock of this node; informational, never compared with another node's. */
    Instant wallClock();

    /** Sleeps for {@code duration}; returns immediately if it is zero or negative. */
    void sleep(Duration duration) throws InterruptedException;
}
