package io.initmigrator.core;

import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.time.Instant;

/**
 * PostgreSQL's clock as last read, advanced by this process's monotonic clock. All pods of a rollout share it, regardless of
 * their nodes' clocks.
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

    /** PostgreSQL's clock at the last snapshot. */
    public Instant lastRead() {
        return seen;
    }

    public Instant now() {
        return seen.plus(time.elapsed().minus(seenAt));
    }
}
