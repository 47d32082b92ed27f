package io.initmigrator.coordination;

import io.initmigrator.schema.Receipt;

/** How the bundle and the recorded history fit together. */
public sealed interface Assessment {

    /** Nothing is pending; {@code receipt} may be written down. */
    record Complete(Receipt receipt) implements Assessment {}

    /** {@code count} scripts are to run. */
    record Pending(int count) implements Assessment {}

    /**
     * They don't fit: an applied script was changed or removed, a failed one is recorded, the bundle holds no migration.
     *
     * @param reason what and where
     * @param remedy what to do
     */
    record Misfit(String reason, String remedy) implements Assessment {}
}
