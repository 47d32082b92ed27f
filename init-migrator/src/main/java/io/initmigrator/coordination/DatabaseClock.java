package io.initmigrator.coordination;

import io.initmigrator.schema.Look;
import io.initmigrator.wait.Time;
import java.time.Duration;
import java.time.Instant;

/**
 * PostgreSQL's clock as last seen, carried on by this process's monotonic one. All pods of a rollout share it, however wrong
 * the clocks of their nodes are.
 */
final class DatabaseClock {

    private final Time time;
    private Instant seen = Instant.EPOCH;
    private Duration seenAt = Duration.ZERO;

    DatabaseClock(Time time) {
        this.time = time;
    }

    void set(Look look) {
        seen = look.databaseTime();
        seenAt = time.elapsed();
    }

    Instant now() {
        return seen.plus(time.elapsed().minus(seenAt));
    }
}
