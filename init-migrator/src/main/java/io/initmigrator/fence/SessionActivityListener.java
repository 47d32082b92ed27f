package io.initmigrator.fence;

/** Listener to the activity of the session that holds the fence. Called from another thread than the working one. */
public interface SessionActivityListener {

    /** Called at intervals; true if an update is worth a connection now. */
    boolean requestUpdate();

    /** Receives the activity; {@link SessionActivity#NONE} also if it was not observable. */
    void onActivity(SessionActivity activity);
}
