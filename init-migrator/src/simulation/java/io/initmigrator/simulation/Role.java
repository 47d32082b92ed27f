package io.initmigrator.simulation;

/** Defines what the container of a pod runs. */
enum Role {
    /** Runs {@code migrate}, and in a Deployment its application with a sidecar for deferred scripts. */
    REPLICA,
    /** Runs {@code migrate --deferred}. */
    JOB,
    /** Runs {@code wait}. */
    WAITER,
    /** Runs {@code repair}, started by an operator. */
    REPAIR
}
