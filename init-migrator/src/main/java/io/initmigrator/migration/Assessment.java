package io.initmigrator.migration;

import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Receipt;
import java.util.List;

/** Result of comparing the bundle with the recorded history. */
public sealed interface Assessment {

    /**
     * Nothing is pending but what the receipt lists as deferred.
     *
     * @param receipt may be recorded, unless {@code baseline}
     * @param baseline true if there is no history yet, and a run of the migration tool begins it with a baseline
     */
    record Complete(Receipt receipt, boolean baseline) implements Assessment {
        public Complete(Receipt receipt) {
            this(receipt, false);
        }
    }

    /**
     * Scripts are pending.
     *
     * @param count how many, without deferred ones
     * @param repeatable number of repeatable ones among them
     * @param notDeferrable those among them that should run after the rollout, in order
     */
    record Pending(int count, int repeatable, List<NotDeferrable> notDeferrable) implements Assessment {
        public Pending {
            notDeferrable = List.copyOf(notDeferrable);
        }

        public Pending(int count, int repeatable) {
            this(count, repeatable, List.of());
        }

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
