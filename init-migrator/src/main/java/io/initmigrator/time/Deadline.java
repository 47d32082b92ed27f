package io.initmigrator.time;

import java.time.Duration;

/** A point on the monotonic clock at which waiting ends. */
public final class Deadline {

    private final Time time;
    private final Duration begun;
    private final Duration timeout;

    private Deadline(Time time, Duration begun, Duration timeout) {
        this.time = time;
        this.begun = begun;
        this.timeout = timeout;
    }

    public static Deadline after(Duration timeout, Time time) {
        return since(time.elapsed(), timeout, time);
    }

    /** A deadline {@code timeout} after {@code begun}, an earlier reading of the same monotonic clock. */
    public static Deadline since(Duration begun, Duration timeout, Time time) {
        return new Deadline(time, begun, timeout);
    }

    /** Remaining time; zero once it has passed, never negative. */
    public Duration remaining() {
        Duration left = timeout.minus(elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    public boolean hasPassed() {
        return remaining().isZero();
    }

    public Duration elapsed() {
        return time.elapsed().minus(begun);
    }

    public Duration timeout() {
        return timeout;
    }

    /** The smaller of {@code duration} and the remaining time. */
    public Duration atMost(Duration duration) {
        Duration left = remaining();
        return Durations.min(duration, left);
    }
}
