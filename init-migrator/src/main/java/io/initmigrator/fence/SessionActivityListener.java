package io.initmigrator.fence;

/** Who wants to know what the session that holds the fence is doing. Called from another thread than the one that works. */
public interface SessionActivityListener {

    /** Asked at intervals: whether a look is worth a connection just now. */
    boolean wantsUpdates();

    /** What was seen; {@link SessionActivity#NONE} also where nobody could look. */
    void onActivity(SessionActivity activity);
}
