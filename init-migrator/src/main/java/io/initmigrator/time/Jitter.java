package io.initmigrator.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Random delays that spread simultaneous actions. */
public final class Jitter {

    private Jitter() {}

    /**
     * A duration drawn uniformly from {@code least} (inclusive) to {@code most} (exclusive); {@code least} when they are equal.
     */
    public static Duration between(Duration least, Duration most, RandomGenerator random) {
        long span = most.minus(least).toNanos();
        return span <= 0 ? least : least.plusNanos(random.nextLong(span));
    }

    public static Duration upTo(Duration most, RandomGenerator random) {
        return between(Duration.ZERO, most, random);
    }
}
