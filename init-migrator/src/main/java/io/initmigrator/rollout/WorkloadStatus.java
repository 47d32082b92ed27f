package io.initmigrator.rollout;

/**
 * State of a workload's rollout.
 *
 * @param revision hash of the current pod template; empty while the controller has not observed it
 * @param detail why it is not complete, for messages; empty if it is
 */
public record WorkloadStatus(Phase phase, String revision, String detail) {

    /** Phase of a rollout. */
    public enum Phase {
        PROGRESSING,
        /** Every replica is updated and available, and no pod of an older revision is left, not even a terminating one. */
        COMPLETE,
        PAUSED,
        FAILED
    }
}
