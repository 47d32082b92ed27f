package io.initmigrator.faults;

/** Injects a fault. */
@FunctionalInterface
interface FaultInjection {

    /** Injects the fault into a rollout that has just begun; returns when the fault has ended, or at once if it does not end. */
    void inflict(Round round) throws Exception;
}
