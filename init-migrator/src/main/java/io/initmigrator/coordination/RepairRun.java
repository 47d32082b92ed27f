package io.initmigrator.coordination;

import java.util.List;

/** What came of repairing the history. */
public sealed interface RepairRun {

    /** Done; nothing was amiss where {@code mends} is empty. */
    record Done(List<Mend> mends) implements RepairRun {
        public Done {
            mends = List.copyOf(mends);
        }
    }

    /** The bundle gives nothing to repair by. */
    record Refused(String reason, String remedy) implements RepairRun {}
}
