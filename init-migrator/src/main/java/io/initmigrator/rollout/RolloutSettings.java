package io.initmigrator.rollout;

import io.initmigrator.migration.NotDeferrable;
import java.time.Duration;

/**
 * Policies and time limits of one pod.
 *
 * @param timeout longest wait for leadership or for the leader; never interrupts a running migration
 * @param whenAhead action if the schema is newer than the bundle
 * @param whenEmpty action if the bundle contains no migration
 * @param whenInterrupted action if a non-transactional script was interrupted
 * @param whenNotDeferrable action if a script has to run that should run after the rollout
 * @param failureBackoff delay before a failed bundle is retried; doubles up to five minutes
 * @param lockRetryFor how long to retry a script that hits a lock timeout
 * @param deferring false if scripts run that should run after the rollout, because it is over
 * @param advice form of the commands that a remedy names
 */
public record RolloutSettings(
        Duration timeout,
        WhenAhead whenAhead,
        WhenEmpty whenEmpty,
        WhenInterrupted whenInterrupted,
        WhenNotDeferrable whenNotDeferrable,
        Duration failureBackoff,
        Duration lockRetryFor,
        boolean deferring,
        ClusterAdvice advice) {

    /** The same without failure backoff, for a manual repair. */
    public RolloutSettings regardlessOfFailures() {
        return new RolloutSettings(
                timeout,
                whenAhead,
                whenEmpty,
                whenInterrupted,
                whenNotDeferrable,
                Duration.ZERO,
                lockRetryFor,
                deferring,
                advice);
    }

    /** The same for a run after the rollout. */
    public RolloutSettings afterRollout() {
        return new RolloutSettings(
                timeout,
                whenAhead,
                whenEmpty,
                whenInterrupted,
                whenNotDeferrable,
                failureBackoff,
                lockRetryFor,
                false,
                advice);
    }

    /** Returns whether a script may not run although a later one has to. */
    public boolean refuses(NotDeferrable script) {
        return whenNotDeferrable == WhenNotDeferrable.FAIL && !script.isKnown();
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

    /** {@code MIGRATOR_WHEN_NOT_DEFERRABLE}. */
    public enum WhenNotDeferrable {
        WARN,
        FAIL
    }
}
