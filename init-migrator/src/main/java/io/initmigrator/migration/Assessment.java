package io.initmigrator.migration;

import io.initmigrator.schema.Receipt;

/** How the bundle and the recorded history fit together. */
public sealed interface Assessment {

    /** Nothing is pending; {@code receipt} may be written down. */
    record Complete(Receipt receipt) implements Assessment {}

    /**
     * Scripts are to run.
     *
     * @param count how many
     * @param repeatable how many of them have no version
     */
    record Pending(int count, int repeatable) implements Assessment {
        public Pending(int count) {
            this(count, 0);
        }

        public boolean isRepeatableOnly() {
            return repeatable == count;
        }
    }

    /**
     * They don't fit: an applied script was changed or removed, a failed one is recorded, the bundle holds no migration.
     *
     * @param reason what and where
     * @param remedy what to do
     */
    record Mismatch(String reason, String remedy) implements Assessment {}
}
