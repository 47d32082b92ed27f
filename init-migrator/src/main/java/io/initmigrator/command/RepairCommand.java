package io.initmigrator.command;

import io.initmigrator.core.Outcome;
import io.initmigrator.rollout.RepairRollout;
import io.initmigrator.schema.Bundle;

/** Repairs the schema history. Refuses an empty bundle, by which every applied migration would be marked as deleted. */
public final class RepairCommand {

    private final Bundle bundle;
    private final RepairRollout rollout;

    public RepairCommand(Bundle bundle, RepairRollout rollout) {
        this.bundle = bundle;
        this.rollout = rollout;
    }

    public Outcome run() throws InterruptedException {
        return bundle.isEmpty() ? EmptyBundle.repair(bundle) : rollout.run();
    }
}
