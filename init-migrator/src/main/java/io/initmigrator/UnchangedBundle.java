package io.initmigrator;

import io.initmigrator.coordination.Assessment;
import io.initmigrator.coordination.Backlog;
import io.initmigrator.coordination.Fence;
import io.initmigrator.coordination.MigrationRun;
import io.initmigrator.coordination.Migrations;
import io.initmigrator.coordination.Reading;
import io.initmigrator.coordination.RepairRun;
import io.initmigrator.coordination.ScriptListener;
import io.initmigrator.schema.Bundle;
import java.util.function.Supplier;

/**
 * Holds the tool to the files that the bundle's digest was taken of. A mounted ConfigMap may be another one by the time a pod has
 * waited for its turn; a receipt for the old digest would then speak of scripts that nobody has seen.
 */
final class UnchangedBundle implements Migrations {

    private static final String REMEDY = "start again, so that what lies there now is what is looked for";

    private final Migrations tool;
    private final Supplier<Bundle> now;

    /** @param now reads the bundle again */
    UnchangedBundle(Migrations tool, Supplier<Bundle> now) {
        this.tool = tool;
        this.now = now;
    }

    @Override
    public Assessment assess(Reading reading, Bundle bundle) {
        Assessment assessment = tool.assess(reading, bundle);
        return isUnchanged(bundle) ? assessment : new Assessment.Misfit(changed(bundle), REMEDY);
    }

    @Override
    public boolean hasCallbacksAround(Fence fence) {
        return tool.hasCallbacksAround(fence);
    }

    @Override
    public Backlog backlog(Reading reading) {
        return tool.backlog(reading);
    }

    @Override
    public RepairRun repair(Fence fence, Bundle bundle) {
        return isUnchanged(bundle) ? tool.repair(fence, bundle) : new RepairRun.Refused(changed(bundle), REMEDY);
    }

    /** Assessed before and after by whoever migrates. */
    @Override
    public MigrationRun migrate(Fence fence, int pending, ScriptListener listener) {
        return tool.migrate(fence, pending, listener);
    }

    private boolean isUnchanged(Bundle bundle) {
        return now.get().digest().equals(bundle.digest());
    }

    private static String changed(Bundle bundle) {
        return "the files in " + bundle.location() + " have changed since this process read them";
    }
}
