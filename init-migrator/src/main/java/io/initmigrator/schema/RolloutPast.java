package io.initmigrator.schema;

/** Past of a rollout with one bundle. Decides whose repeatable scripts the schema should contain. */
public enum RolloutPast {

    /** Not known to have started with the bundle: everything missing from the history is applied, as in Flyway. */
    NEW,

    /** Started with the bundle before later rows of the history, which belong to a newer rollout. */
    STARTED,

    /** Started with the bundle before a newer rollout was verified. */
    SUPERSEDED
}
