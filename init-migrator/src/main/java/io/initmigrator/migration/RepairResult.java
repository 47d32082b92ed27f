package io.initmigrator.migration;

import java.util.List;

/** What came of repairing the history. */
public sealed interface RepairResult {

    /** Done; nothing was amiss where {@code mends} is empty. */
    record Done(List<RepairAction> actions) implements RepairResult {
        public Done {
            actions = List.copyOf(actions);
        }
    }

    /** The bundle gives nothing to repair by. */
    record Refused(String reason, String remedy) implements RepairResult {}
}
