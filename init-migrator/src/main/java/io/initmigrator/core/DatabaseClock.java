package io.initmigrator.core;

import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.time.Instant;

/**
 * PostgreSQL's clock as last seen, carried on by this process's monotonic one. All pods of a rollout share it, however wrong
 * the clocks of their nodes are.
 */
public final class DatabaseClock {

    private final Time time;
    private Instant seen = Instant.EPOCH;
    private Duration seenAt = Duration.ZERO;

    public DatabaseClock(Time time) {
        this.time = time;
    }

    public void set(SchemaSnapshot snapshot) {
        seen = snapshot.databaseTime();
        seenAt = time.elapsed();
    }

    public Instant now() {
        return seen.plus(time.elapsed().minus(seenAt));
    }
}
