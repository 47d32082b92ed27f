package io.initmigrator.time;

import java.time.Duration;

/** A moment on the monotonic clock after which waiting is given up. */
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

    /** A deadline of {@code patience} counted from {@code begun}, an earlier moment of the same monotonic clock. */
    public static Deadline since(Duration begun, Duration timeout, Time time) {
        return new Deadline(time, begun, timeout);
    }

    /** What is left; zero once it has passed, never negative. */
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

    /** {@code duration}, or what is left when that is less. */
    public Duration atMost(Duration duration) {
        Duration left = remaining();
        return duration.compareTo(left) < 0 ? duration : left;
    }
}
