package io.initmigrator.application;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.migration.RepairResult;
import io.initmigrator.migration.ScriptListener;
import io.initmigrator.schema.Bundle;
import java.util.function.Supplier;

/**
 * Holds the tool to the files that the bundle's digest was taken of. A mounted ConfigMap may be another one by the time a pod has
 * waited for its turn; a receipt for the old digest would then speak of scripts that nobody has seen.
 */
final class BundleChangeCheck implements MigrationTool {

    private static final String REMEDY = "start again, so that what lies there now is what is looked for";

    private final MigrationTool tool;
    private final Supplier<Bundle> now;

    /** @param now reads the bundle again */
    BundleChangeCheck(MigrationTool tool, Supplier<Bundle> now) {
        this.tool = tool;
        this.now = now;
    }

    @Override
    public Assessment assess(SchemaReader reader, Bundle bundle) {
        Assessment assessment = tool.assess(reader, bundle);
        return isUnchanged(bundle) ? assessment : new Assessment.Mismatch(changed(bundle), REMEDY);
    }

    @Override
    public boolean hasCallbacksAround(Fence fence) {
        return tool.hasCallbacksAround(fence);
    }

    @Override
    public PendingMigrations backlog(SchemaReader reader) {
        return tool.backlog(reader);
    }

    @Override
    public RepairResult repair(Fence fence, Bundle bundle) {
        return isUnchanged(bundle) ? tool.repair(fence, bundle) : new RepairResult.Refused(changed(bundle), REMEDY);
    }

    /** Assessed before and after by whoever migrates. */
    @Override
    public MigrationResult migrate(Fence fence, int pending, ScriptListener listener) {
        return tool.migrate(fence, pending, listener);
    }

    private boolean isUnchanged(Bundle bundle) {
        return now.get().digest().equals(bundle.digest());
    }

    private static String changed(Bundle bundle) {
        return "the files in " + bundle.location() + " have changed since this process read them";
    }
}
