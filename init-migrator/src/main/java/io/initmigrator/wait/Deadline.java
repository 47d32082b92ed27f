package io.initmigrator.wait;

import java.time.Duration;

/** A moment on the monotonic clock after which waiting is given up. */
public final class Deadline {

    private final Time time;
    private final Duration begun;
    private final Duration patience;

    private Deadline(Time time, Duration begun, Duration patience) {
        this.time = time;
        this.begun = begun;
        this.patience = patience;
    }

    public static Deadline after(Duration patience, Time time) {
        return since(time.elapsed(), patience, time);
    }

    /** A deadline of {@code patience} counted from {@code begun}, an earlier moment of the same monotonic clock. */
    public static Deadline since(Duration begun, Duration patience, Time time) {
        return new Deadline(time, begun, patience);
    }

    /** What is left; zero once it has passed, never negative. */
    public Duration left() {
        Duration left = patience.minus(waited());
        return left.isNegative() ? Duration.ZERO : left;
    }

    public boolean hasPassed() {
        return left().isZero();
    }

    public Duration waited() {
        return time.elapsed().minus(begun);
    }

    public Duration patience() {
        return patience;
    }

    /** {@code duration}, or what is left when that is less. */
    public Duration atMost(Duration duration) {
        Duration left = left();
        return duration.compareTo(left) < 0 ? duration : left;
    }
}
