package io.initmigrator.fence;

import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Receipt;
import java.util.function.Supplier;

/**
 * The right to write, held by one session and released with it. State read while holding it stays valid, because no other
 * init-migrator may write.
 */
public interface Fence extends SchemaReader {

    /** Records the receipt, replacing an earlier one of the same bundle. */
    void record(Receipt receipt);

    /**
     * Records a fingerprint of the migrated schemas with the receipt that was just recorded. Takes a few seconds at most. A
     * failure is logged, and nothing else.
     *
     * @param migrated false to keep a fingerprint of the same state of the history
     */
    void recordFingerprint(Receipt receipt, boolean migrated);

    /**
     * Runs {@code repair}, which changes the history and no object, so that a fingerprint of the history before it is one of the
     * history after it. A failure to keep the fingerprint is logged, and nothing else.
     */
    <T> T keepFingerprint(Supplier<T> repair);

    /** Records that this rollout starts with {@code bundle}; false if the schema does not contain it. */
    boolean enrol(Bundle bundle);

    /** Invalidates all receipts of this history, because the history is about to change. */
    void doubtReceipts();

    /** The timeouts of a script that declares none. */
    ScriptTimeouts defaultTimeouts();

    /** Sets {@code lock_timeout} and {@code statement_timeout} of this session. */
    void apply(ScriptTimeouts timeouts);

    /**
     * Verifies that the session still holds the fence, which a script may have released, and restores what a script may have
     * changed: the {@code application_name} and the settings.
     *
     * @throws LockLostException if the session no longer holds the lock; the timeouts are set all the same
     */
    void verifyHeldAndApply(ScriptTimeouts timeouts);

    /** Journal of scripts that run outside a transaction. */
    Journal journal();

    /**
     * Starts polling this session's activity every few seconds over separate short connections. Failures are only logged.
     */
    Watch watch(SessionActivityListener listener);

    /** Runs until it is closed. */
    interface Watch extends AutoCloseable {

        /** Never blocks or throws. */
        @Override
        void close();
    }
}
