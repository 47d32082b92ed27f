package io.initmigrator.simulation;

/** Defines bugs that can be seeded into a world, to prove that the simulation finds them. */
enum SeededBug {
    /** Advisory locks exclude nobody. */
    NO_FENCE,
    /** The server does not terminate sessions. */
    NO_EVICTION,
    /** Flyway gets the driver's own connection: an error in mid-script commits the statements so far. */
    BARE_CONNECTION,
    /** A restarted container has the identity of its earlier start. */
    CONSTANT_NONCE,
    /** Every rollout whose bundle has a receipt counts as one that has started before. */
    DIGEST_ALONE,
    /** Rollouts are not distinguished from each other. */
    NO_REVISION,
    /** A rollout with nothing to do is not recorded. */
    NO_ENROLMENT,
    /** A repair makes every rollout new. */
    REPAIR_FORGETS_ROLLOUTS(Worlds.MIGRATING, " put back the view "),
    /** Deferred scripts do not wait for the rollout. */
    NO_ROLLOUT_WAIT(Worlds.DEFERRING, " begins while "),
    /** The leader of a deferred run relies on the state that it read before the election. */
    NO_SECOND_LOOK(Worlds.DEFERRING, " begins while "),
    /** A Job takes the revision that it reads first for that of its bundle. */
    NO_PROOF_OF_REVISION(Worlds.DEFERRING, " begins while "),
    /** The journal records no script. */
    NO_JOURNAL(Worlds.MIGRATING, " although it was interrupted"),
    /** The journal forgets a script before the history records it. */
    JOURNAL_COMPLETED_EARLY(Worlds.MIGRATING, " although it was interrupted"),
    /** The journal forgets every script at the end of a run, also one that the history does not record. */
    JOURNAL_COMPLETES_ALL(Worlds.MIGRATING, " although it was interrupted"),
    /** The journal says of no script that it was interrupted. */
    INTERRUPTION_IGNORED(Worlds.MIGRATING, " although it was interrupted"),
    /** A script is recorded before its last statement has ended. */
    RECORDED_EARLY(Worlds.MIGRATING, " was committed in part"),
    /** Nobody drops the indexes of an interrupted script. */
    INDEX_LEFT(Worlds.MIGRATING, " was applied twice"),
    /** A failed script counts as recorded for those who wait for its version. */
    FAILED_ROW_COUNTS(Worlds.MIGRATING, " must not end with 0");

    private final Worlds worlds;
    private final String words;

    SeededBug() {
        this(Worlds.MIGRATING, "");
    }

    SeededBug(Worlds worlds, String words) {
        this.worlds = worlds;
        this.words = words;
    }

    /** Returns the kind of worlds in which the bug must be found. */
    Worlds worlds() {
        return worlds;
    }

    /** Returns the text that the violation must contain. */
    String words() {
        return words;
    }
}
