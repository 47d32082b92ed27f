package io.initmigrator.migration;

import io.initmigrator.schema.Problem;
import java.util.List;

/** Result of a repair. */
public sealed interface RepairResult {

    /** Done; {@code actions} is empty if nothing needed repair. */
    record Done(List<RepairAction> actions) implements RepairResult {
        public Done {
            actions = List.copyOf(actions);
        }
    }

    /** The bundle cannot be used for a repair. */
    record Refused(Problem problem) implements RepairResult {
        public Refused(String reason, String remedy) {
            this(new Problem(reason, remedy));
        }
    }
}
