package io.initmigrator.migration;

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
    record Refused(String reason, String remedy) implements RepairResult {}
}
