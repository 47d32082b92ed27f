package io.initmigrator.faults;

/** How a fault is inflicted. */
@FunctionalInterface
interface FaultInjection {

    /** Inflicts it on a rollout that has just begun; returns when it has ceased, or, where it doesn't, at once. */
    void inflict(Round round) throws Exception;
}
