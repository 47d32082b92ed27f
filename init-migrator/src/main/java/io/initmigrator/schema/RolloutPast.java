package io.initmigrator.schema;

/** Past of a rollout with one bundle. It decides whose repeatable scripts the schema should have. */
public enum RolloutPast {

    /** Not known to have started with the bundle: whatever of it the history lacks is to run, as in Flyway. */
    NEW,

    /** Started with the bundle before the scripts that the history records since: they are a newer rollout's. */
    STARTED,

    /** Started with the bundle before a newer rollout was verified. */
    SUPERSEDED
}
