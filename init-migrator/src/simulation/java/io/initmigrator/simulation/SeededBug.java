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
    /** Deferred scripts do not wait for the rollout. */
    NO_ROLLOUT_WAIT(Worlds.DEFERRING, " begins while "),
    /** The leader of a deferred run relies on the state that it read before the election. */
    NO_SECOND_LOOK(Worlds.DEFERRING, " begins while "),
    /** A Job takes the revision that it reads first for that of its bundle. */
    NO_PROOF_OF_REVISION(Worlds.DEFERRING, " begins while ");

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
