package io.initmigrator.simulation;

/** What a world may lack, to see that the simulation notices. */
enum SeededBug {
    /** An engine whose advisory locks do nothing. */
    NO_FENCE,
    /** A server that ends no session when told to. */
    NO_EVICTION,
    /** A connection that is to Flyway what the driver makes it: an error in mid-script commits what is done by then. */
    BARE_CONNECTION,
    /** A restarted container takes itself for the one it was. */
    CONSTANT_NONCE,
    /** A receipt that was written before the last repeatable script takes every rollout for an old one. */
    DIGEST_ALONE,
    /** No rollout is told from another. */
    NO_REVISION,
    /** A rollout is not written down where it finds nothing to do. */
    NO_ENROLMENT,
    /** Deferred scripts do not wait for the rollout. */
    NO_ROLLOUT_WAIT(Worlds.DEFERRING, " begins while "),
    /** The leader of a deferred run believes what was read before the election. */
    NO_SECOND_LOOK(Worlds.DEFERRING, " begins while ");

    private final Worlds worlds;
    private final String words;

    SeededBug() {
        this(Worlds.MIGRATING, "");
    }

    SeededBug(Worlds worlds, String words) {
        this.worlds = worlds;
        this.words = words;
    }

    /** Where it is to be noticed. */
    Worlds worlds() {
        return worlds;
    }

    /** What the violation says at least. */
    String words() {
        return words;
    }
}
