package io.initmigrator.rollout;

import java.time.Duration;

/**
 * Policies and time limits of one pod.
 *
 * @param timeout longest wait for leadership or for the leader; never interrupts a running migration
 * @param whenAhead action if the schema is newer than the bundle
 * @param whenEmpty action if the bundle contains no migration
 * @param whenInterrupted action if a non-transactional script was interrupted
 * @param failureBackoff delay before a failed bundle is retried; doubles up to five minutes
 * @param lockRetryFor how long to retry a script that hits a lock timeout
 */
public record RolloutSettings(
        Duration timeout,
        WhenAhead whenAhead,
        WhenEmpty whenEmpty,
        WhenInterrupted whenInterrupted,
        Duration failureBackoff,
        Duration lockRetryFor) {

    /** The same without failure backoff, for a manual repair. */
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
