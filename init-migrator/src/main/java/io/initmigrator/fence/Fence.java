package io.initmigrator.fence;

import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Receipt;

/**
 * The right to write, held by one session and gone with it. What is read behind it stays true, because nobody else of us may
 * write.
 */
public interface Fence extends SchemaReader {

    /** Writes the receipt down, replacing an earlier one of the same bundle. */
    void record(Receipt receipt);

    /** Writes down that this rollout starts with {@code bundle}; false where the schema does not hold it. */
    boolean enrol(Bundle bundle);

    /** Makes every receipt of this history doubted, of all bundles, because the history is about to be another. */
    void doubtReceipts();

    /** The timeouts of a script that declares none. */
    ScriptTimeouts defaultTimeouts();

    /** Sets {@code lock_timeout} and {@code statement_timeout} of this session. */
    void apply(ScriptTimeouts timeouts);

    /**
     * Verifies that this session still holds the lock, sets the timeouts, and restores the application name: a script may have
     * changed them all, as {@code DISCARD ALL} does. One statement.
     *
     * @throws LockLostException if the session no longer holds the lock; the timeouts are set all the same
     */
    void verifyHeldAndApply(ScriptTimeouts timeouts);

    /** What is known of scripts that no transaction protects. */
    Journal journal();

    /**
     * Begins to look every few seconds at what this session is doing, over short connections beside it. What goes wrong there
     * is never told to anybody but the log.
     */
    Watch watch(SessionActivityListener spectator);

    /** Goes on until it is closed. */
    interface Watch extends AutoCloseable {

        /** Waits for nothing and never throws. */
        @Override
        void close();
    }
}
