package io.initmigrator.migration;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.ScriptProgress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Provides a migration tool whose results are set by the test. */
public final class FakeMigrationTool implements MigrationTool {

    public static final Receipt RECEIPT = receipt(false);
    public static final MigrationFailure FAILURE =
            new MigrationFailure("3", "V3__x.sql", 7, "42703", "no such column", 1, Instant.EPOCH);

    private final Queue<Assessment> assessments = new ArrayDeque<>();
    private final Queue<Supplier<MigrationResult>> runs = new ArrayDeque<>();
    private @Nullable RepairResult repair;
    private List<String> committed = List.of();
    private int migrated;
    private boolean inTransaction = true;

    public void assesses(Assessment... answers) {
        assessments.addAll(List.of(answers));
    }

    public void runs(Supplier<MigrationResult> run) {
        runs.add(run);
    }

    public void repairs(RepairResult run) {
        repair = run;
    }

    /** Makes the next run apply three pending scripts successfully. */
    public void succeeds() {
        assesses(new Assessment.Pending(3), new Assessment.Complete(RECEIPT));
        runs(() -> new MigrationResult.Applied(3));
    }

    /** Makes the next runs report the scripts after the first, each after one of these versions was committed. */
    public void commits(String... versions) {
        committed = List.of(versions);
    }

    public void fails() {
        assesses(new Assessment.Pending(3));
        runs(() -> new MigrationResult.Failed(FAILURE));
    }

    public int migrated() {
        return migrated;
    }

    public static Receipt receipt(boolean ahead) {
        return new Receipt("sha256:mine", "3", "3", 3, 3, ahead, false, "", List.of(), Map.of());
    }

    @Override
    public Assessment assess(SchemaReader reader, Bundle bundle) {
        return assessments.remove();
    }

    @Override
    public PendingMigrations backlog(SchemaReader reader) {
        throw new UnsupportedOperationException("not used by a migration");
    }

    @Override
    public RepairResult repair(Fence fence, Bundle bundle) {
        return Objects.requireNonNull(repair, "no repair is expected");
    }

    public void runsOutsideATransaction() {
        inTransaction = false;
    }

    @Override
    public MigrationRun begin(Fence fence, Bundle bundle) {
        return new FakeRun(assessments.remove(), this::runNext, assessments::remove);
    }

    private MigrationResult runNext(ScriptListener listener) {
        migrated++;
        listener.starting(
                new ScriptStart(new ScriptProgress(1, 3, "V1__x.sql"), Optional.empty(), inTransaction, List.of()));
        for (int i = 0; i < committed.size(); i++) {
            listener.starting(new ScriptStart(
                    new ScriptProgress(i + 2, 3, "V" + (i + 2) + "__x.sql"),
                    Optional.of(new SchemaVersion(committed.get(i))),
                    true,
                    List.of()));
        }
        return runs.remove().get();
    }
}
