package io.initmigrator.flyway;

import io.initmigrator.fence.Fence;
import io.initmigrator.flyway.Assessor.AssessmentResult;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.migration.MigrationRun;
import io.initmigrator.migration.ScriptListener;
import io.initmigrator.schema.Bundle;
import java.util.HashSet;
import java.util.Set;

/** Runs {@code Flyway.migrate()} between two assessments, the second of which takes the scripts as the first one read them. */
final class FlywayMigrationRun implements MigrationRun {

    private final Assessor assessor;
    private final MigrateExecution execution;
    private final Fence fence;
    private final Bundle bundle;
    private final AssessmentResult beginning;

    /** Names of the scripts that have run. */
    private final Set<String> ran = new HashSet<>();

    /** @param beginning result of the first assessment, on the session that holds {@code fence} */
    FlywayMigrationRun(
            Assessor assessor, MigrateExecution execution, Fence fence, Bundle bundle, AssessmentResult beginning) {
        this.assessor = assessor;
        this.execution = execution;
        this.fence = fence;
        this.bundle = bundle;
        this.beginning = beginning;
    }

    @Override
    public Assessment assessment() {
        return beginning.assessment();
    }

    @Override
    public MigrationResult migrate(int pending, ScriptListener listener) {
        return execution.migrate(fence, pending, script -> {
            ran.add(script.progress().script());
            listener.starting(script);
        });
    }

    @Override
    public Assessment verify() {
        return assessor.verify(fence, bundle, beginning.scripts(), ran).assessment();
    }
}
