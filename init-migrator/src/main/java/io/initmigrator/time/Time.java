package io.initmigrator.time;

import java.time.Duration;
import java.time.Instant;

/** The clocks of this process, and its only way to let time pass. */
public interface Time {

    /** Monotonic time since some fixed moment; goes on while the process is stopped. The only one that may decide anything. */
    Duration elapsed();

    /** The wall clock of this node; for people to read, never compared with another node's. */
    Instant wallClock();

    /** Returns after {@code duration}; at once when it is zero or less. */
    void sleep(Duration duration) throws InterruptedException;
}
