package io.initmigrator.config;

/** What elects the one that migrates; {@code MIGRATOR_COORDINATION} after {@code auto} has been decided. */
public enum CoordinationMode {
    /** A Kubernetes Lease elects, the fence in PostgreSQL excludes. */
    LEASE,
    /** The fence alone does both; no Kubernetes. */
    DATABASE
}
