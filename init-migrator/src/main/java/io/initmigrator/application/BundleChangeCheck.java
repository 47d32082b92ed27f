package io.initmigrator.application;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.migration.MigrationRun;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.migration.RepairResult;
import io.initmigrator.migration.ScriptListener;
import io.initmigrator.schema.Bundle;
import java.util.function.Supplier;

/**
 * Refuses to work with files that are not those of the bundle's digest. A mounted ConfigMap may have changed while the pod waited
 * for leadership; a receipt for the old digest would then cover other scripts.
 */
final class BundleChangeCheck implements MigrationTool {

    private static final String REMEDY =
            "restart to use the current files; keep a file that changes all the time, such as a log, out of that directory";

    private final MigrationTool tool;
    private final Supplier<Bundle> now;

    /** @param now reads the bundle again */
    BundleChangeCheck(MigrationTool tool, Supplier<Bundle> now) {
        this.tool = tool;
        this.now = now;
    }

    @Override
    public Assessment assess(SchemaReader reader, Bundle bundle) {
        return checked(tool.assess(reader, bundle), bundle);
    }

    @Override
    public PendingMigrations backlog(SchemaReader reader) {
        return tool.backlog(reader);
    }

    @Override
    public RepairResult repair(Fence fence, Bundle bundle) {
        return isUnchanged(bundle) ? tool.repair(fence, bundle) : new RepairResult.Refused(changed(bundle), REMEDY);
    }

    @Override
    public MigrationRun begin(Fence fence, Bundle bundle) {
        MigrationRun run = tool.begin(fence, bundle);
        return new CheckedRun(run, checked(run.assessment(), bundle), bundle);
    }

    /** Checks before and after a migration. */
    private final class CheckedRun implements MigrationRun {

        private final MigrationRun run;
        private final Assessment assessment;
        private final Bundle bundle;

        CheckedRun(MigrationRun run, Assessment assessment, Bundle bundle) {
            this.run = run;
            this.assessment = assessment;
            this.bundle = bundle;
        }

        @Override
        public Assessment assessment() {
            return assessment;
        }

        @Override
        public MigrationResult migrate(int pending, ScriptListener listener) {
            return run.migrate(pending, listener);
        }

        @Override
        public Assessment verify() {
            return checked(run.verify(), bundle);
        }
    }

    /** Reads the bundle after the tool has read it. */
    private Assessment checked(Assessment assessment, Bundle bundle) {
        return isUnchanged(bundle) ? assessment : new Assessment.Mismatch(changed(bundle), REMEDY);
    }

    private boolean isUnchanged(Bundle bundle) {
        return now.get().digest().equals(bundle.digest());
    }

    private static String changed(Bundle bundle) {
        return "the files in " + bundle.location() + " have changed since this process read them";
    }
}
