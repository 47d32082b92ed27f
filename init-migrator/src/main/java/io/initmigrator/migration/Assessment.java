package io.initmigrator.migration;

import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Receipt;

/** Result of comparing the bundle with the recorded history. */
public sealed interface Assessment {

    /** Nothing is pending; {@code receipt} may be recorded. */
    record Complete(Receipt receipt) implements Assessment {}

    /**
     * Scripts are pending.
     *
     * @param count how many
     * @param repeatable number of repeatable ones among them
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
     * They do not match: an applied script was changed or removed, a failed one is recorded, or the bundle is empty.
     *
     * @param problem what does not match, where, and the fix
     */
    record Mismatch(Problem problem) implements Assessment {
        public Mismatch(String reason, String remedy) {
            this(new Problem(reason, remedy));
        }
    }
}
