package io.initmigrator.fence;

import io.initmigrator.core.Identity;
import java.util.Collection;

/** One database session. It holds the fence or nothing. Every call may throw {@link SessionLostException}. */
public interface Session extends AutoCloseable {

    /** Tries once to take the fence, without waiting. */
    FenceAttempt tryFence();

    /**
     * Ends the session of {@code holder} if, at that moment, it still holds the fence, is named as one of {@code sessions}, and
     * belongs to a role that this one has the privileges of.
     *
     * @param sessions as {@link Identity#session} names them
     * @return whether a session was told to end; it may take a moment to be gone
     */
    boolean evict(FenceHolder holder, Collection<String> sessions);

    /**
     * Ends the session of {@code holder}, whoever it is, if at that moment it still holds the fence.
     *
     * @return whether a session was told to end; it may take a moment to be gone
     */
    boolean terminate(FenceHolder holder);

    /**
     * Cancels what runs and cuts the connection, from any thread and without waiting for the server. The call that was
     * running throws {@link SessionLostException}; an open transaction is rolled back by the server.
     */
    void abort();

    /** Ends the session and with it the fence. Never throws. */
    @Override
    void close();
}
