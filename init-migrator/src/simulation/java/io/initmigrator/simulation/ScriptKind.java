package io.initmigrator.simulation;

/** Defines what protects a script, and what undoes a part of it. */
enum ScriptKind {
    /** Runs in one transaction with its history row. */
    TRANSACTIONAL,
    /** Builds an index with each statement, outside a transaction. A repair drops them. */
    INDEXES,
    /** Runs outside a transaction, and may run again at any time. */
    IDEMPOTENT,
    /** Runs outside a transaction. A part of it must be undone by hand. */
    MANUAL,
    /** Ends its transaction after its first statement. What it has committed must be undone by hand. */
    COMMITTING;

    /** Returns whether a repair, without any work by hand, makes half of the script rerunnable. */
    boolean isUndoneByRepair() {
        return this != MANUAL && this != COMMITTING;
    }

    /** Returns whether each statement takes effect by itself. */
    boolean isOutsideTransaction() {
        return this == INDEXES || this == IDEMPOTENT || this == MANUAL;
    }
}
