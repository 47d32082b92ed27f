package io.initmigrator.rollout;

import java.time.Duration;

/**
 * What a pod of a rollout may do and for how long.
 *
 * @param timeout how long it waits for its turn or for the leader; never cuts off a running migration
 * @param whenAhead what to do where the schema is newer than the bundle
 * @param whenEmpty what to do where the bundle holds no migration
 * @param whenInterrupted what to do where a non-transactional script was cut off
 * @param failureBackoff how long a bundle that failed is not tried again; doubles up to five minutes
 * @param lockRetryFor for how long a script that runs into a lock timeout is tried again
 */
public record RolloutSettings(
        Duration timeout,
        WhenAhead whenAhead,
        WhenEmpty whenEmpty,
        WhenInterrupted whenInterrupted,
        Duration failureBackoff,
        Duration lockRetryFor) {

    /** For who comes to mend what failed: a failure holds nobody back. */
    public RolloutSettings regardlessOfFailures() {
        return new RolloutSettings(timeout, whenAhead, whenEmpty, whenInterrupted, Duration.ZERO, lockRetryFor);
    }

    /** {@code MIGRATOR_WHEN_AHEAD}. */
    public enum WhenAhead {
        START,
        FAIL,
        COMPATIBLE
    }

    /** {@code MIGRATOR_WHEN_EMPTY}. */
    public enum WhenEmpty {
        FAIL,
        SKIP
    }

    /** {@code MIGRATOR_WHEN_INTERRUPTED}. */
    public enum WhenInterrupted {
        FAIL,
        RETRY
    }
}
