package io.initmigrator.coordination;

/** Who wants to know what the session that holds the fence is doing. Called from another thread than the one that works. */
public interface Spectator {

    /** Asked at intervals: whether a look is worth a connection just now. */
    boolean isCurious();

    /** What was seen; {@link Sighting#NOTHING} also where nobody could look. */
    void saw(Sighting sighting);
}
