package io.initmigrator.fence;

import io.initmigrator.core.Identity;
import java.util.Collection;

/** One database session, with or without the fence. Every call may throw {@link SessionLostException}. */
public interface Session extends AutoCloseable {

    /** Tries once to acquire the fence, without waiting. */
    FenceAttempt tryFence();

    /**
     * Terminates the session of {@code holder} if, at that moment, it still holds the fence, is named as one of {@code
     * sessions}, and belongs to a role whose privileges this one has.
     *
     * @param sessions as {@link Identity#session} names them
     * @return true if a session was terminated; it may take a moment to end
     */
    boolean evict(FenceHolder holder, Collection<String> sessions);

    /**
     * Terminates the session of {@code holder}, whatever its owner, if at that moment it still holds the fence.
     *
     * @return true if a session was terminated; it may take a moment to end
     */
    boolean terminate(FenceHolder holder);

    /**
     * Cancels the running statement and aborts the connection, from any thread and without waiting for the server. The call
     * that was running throws {@link SessionLostException}; an open transaction is rolled back by the server.
     */
    void abort();

    /** Closes the session, which releases the fence. Never throws. */
    @Override
    void close();
}
