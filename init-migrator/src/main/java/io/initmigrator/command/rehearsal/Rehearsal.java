package io.initmigrator.command.rehearsal;

import io.initmigrator.fence.Database;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.Session;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.migration.MigrationRun;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.migration.PendingMigrations.PendingScript;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.time.Time;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Runs the pending scripts on a scratch database and measures them. An empty database first gets the scripts that the migrated one
 * has; any other must be at the same point of the schema history, and unused.
 */
public final class Rehearsal {

    private final Database scratch;
    private final Function<Set<String>, MigrationTool> tools;
    private final Bundle bundle;
    private final Time time;

    /**
     * @param scratch the database to run the scripts on
     * @param tools a tool that runs every script of the bundle but some, also those to be run after the rollout
     */
    public Rehearsal(Database scratch, Function<Set<String>, MigrationTool> tools, Bundle bundle, Time time) {
        this.scratch = scratch;
        this.tools = tools;
        this.bundle = bundle;
        this.time = time;
    }

    /**
     * Runs the scripts.
     *
     * @param migrated the database that must not be written
     * @param planned what is pending there
     * @param texts of scripts by name; empty if there is none
     * @throws RehearsalRefusedException if the scratch database cannot be used
     */
    public RehearsalResult run(DatabaseIdentity migrated, PendingMigrations planned, Function<String, String> texts)
            throws InterruptedException {
        DatabaseIdentity database;
        boolean empty;
        try (ReadOnlySession session = scratch.read()) {
            ScratchCheck check = new ScratchCheck(session.unwrap(DataSource.class), time);
            database = check.identity();
            ScratchCheck.refuseMigrated(database, migrated);
            empty = isEmpty(session, check, planned);
        }
        try (Session session = scratch.open()) {
            if (!(session.tryFence() instanceof FenceAttempt.Taken(Fence fence))) {
                throw new RehearsalRefusedException(
                        "another process is migrating the scratch database " + database.name(),
                        "give each rehearsal a database of its own");
            }
            return run(database, fence, empty, planned, texts);
        }
    }

    private RehearsalResult run(
            DatabaseIdentity database,
            Fence fence,
            boolean empty,
            PendingMigrations planned,
            Function<String, String> texts) {
        boolean everything = isHistoryEmpty(planned);
        int base = 0;
        if (empty && !everything) {
            MigrationResult built =
                    tools.apply(names(planned)).begin(fence, bundle).migrate(0, script -> {});
            if (!(built instanceof MigrationResult.Applied(int count))) {
                return new RehearsalResult(database.name(), 0, List.of(), Optional.of(failure(built)));
            }
            base = count;
        }
        MigrationTool tool = tools.apply(Set.of());
        ScriptRecorder recorder = new ScriptRecorder(texts, everything, time);
        MigrationRun run = tool.begin(MeasuredFence.of(fence, recorder), bundle);
        refuseOtherHistory(run.assessment(), tool.backlog(fence), planned, empty);
        MigrationResult result = run.migrate(
                names(planned).size(),
                script -> recorder.starting(script.progress().script()));
        recorder.finish();
        return new RehearsalResult(
                database.name(),
                base,
                recorder.scripts(),
                result instanceof MigrationResult.Applied ? Optional.empty() : Optional.of(failure(result)));
    }

    private static MigrationFailure failure(MigrationResult result) {
        return switch (result) {
            case MigrationResult.Failed(MigrationFailure failure) -> failure;
            case MigrationResult.Blocked(MigrationFailure failure, int applied) -> failure;
            case MigrationResult.Refused(Problem problem) ->
                throw new RehearsalRefusedException("Flyway refuses: " + problem.reason(), problem.remedy());
            case MigrationResult.Applied applied -> throw new IllegalArgumentException("nothing failed");
        };
    }

    /** Returns whether it holds nothing; otherwise it may be used as a copy. */
    private boolean isEmpty(ReadOnlySession session, ScratchCheck check, PendingMigrations planned)
            throws InterruptedException {
        MigrationTool tool = tools.apply(Set.of());
        PendingMigrations here = tool.backlog(session);
        if (isHistoryEmpty(here)) {
            check.refuseRelations();
            return true;
        }
        refuseOtherHistory(tool.assess(session, bundle), here, planned, false);
        check.refuseUsed();
        return false;
    }

    /** @param fresh whether init-migrator has just applied the scripts itself */
    private static void refuseOtherHistory(
            Assessment assessment, PendingMigrations here, PendingMigrations planned, boolean fresh) {
        String remedy = fresh
                ? "rehearse on a copy: the scripts of the bundle do not rebuild this history"
                : "copy the migrated database again, or name an empty one";
        if (assessment instanceof Assessment.Mismatch(Problem problem)) {
            throw new RehearsalRefusedException(
                    "bundle and scratch database do not match: " + problem.reason(), remedy);
        }
        if (!here.recordedVersion().equals(planned.recordedVersion())
                || !names(here).equals(names(planned))) {
            throw new RehearsalRefusedException(
                    "the scratch database is at " + state(here) + ", the migrated one at " + state(planned), remedy);
        }
    }

    private static String state(PendingMigrations backlog) {
        return (backlog.recordedVersion().isEmpty() ? "no version" : "version " + backlog.recordedVersion()) + " with "
                + names(backlog).size() + " scripts pending";
    }

    private static boolean isHistoryEmpty(PendingMigrations backlog) {
        return backlog.recordedVersion().isEmpty() && backlog.appliedFiles().isEmpty();
    }

    private static Set<String> names(PendingMigrations backlog) {
        return Stream.concat(backlog.pending().stream(), backlog.deferred().stream())
                .map(PendingScript::script)
                .collect(Collectors.toSet());
    }
}
