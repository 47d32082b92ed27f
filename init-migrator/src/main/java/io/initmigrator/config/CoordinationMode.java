package io.initmigrator.config;

/** Means of leader election: {@code MIGRATOR_COORDINATION} with {@code auto} resolved. */
public enum CoordinationMode {
    /** A Kubernetes Lease elects; the fence in PostgreSQL excludes. */
    LEASE,
    /** The fence does both; no Kubernetes. */
    DATABASE
}
