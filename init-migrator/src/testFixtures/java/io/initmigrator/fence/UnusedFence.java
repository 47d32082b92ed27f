package io.initmigrator.fence;

import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Receipt;
import java.util.function.Supplier;

/** Provides a fence for scripts that all run in transactions; the methods that a migration does not use are unsupported. */
public interface UnusedFence extends Fence, UnusedReader {

    @Override
    default Journal journal() {
        return new EmptyJournal();
    }

    @Override
    default boolean enrol(Bundle bundle) {
        throw new UnsupportedOperationException("every rollout is known");
    }

    @Override
    default void recordFingerprint(Receipt receipt, boolean migrated) {}

    @Override
    default <T> T keepFingerprint(Supplier<T> repair) {
        throw new UnsupportedOperationException("not used by a migration");
    }

    @Override
    default void doubtReceipts() {
        throw new UnsupportedOperationException("not used by a migration");
    }

    @Override
    default ScriptTimeouts defaultTimeouts() {
        return ScriptTimeouts.NONE;
    }

    @Override
    default void apply(ScriptTimeouts timeouts) {}

    @Override
    default void verifyHeldAndApply(ScriptTimeouts timeouts) {
        throw new UnsupportedOperationException("only the migration tool asks for it");
    }

    @Override
    default Watch watch(SessionActivityListener listener) {
        return () -> {};
    }
}
