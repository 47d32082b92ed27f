package io.initmigrator.command;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.rollout.PastRollout;
import io.initmigrator.rollout.RolloutSettings.WhenInterrupted;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.SchemaSnapshot;
import java.util.List;
import java.util.Optional;

/**
 * The bundle compared with the schema history.
 *
 * @param mismatch why nothing would run, and the fix; empty if bundle and history match
 * @param backlog blank if the bundle cannot be listed
 * @param holder of the advisory lock
 */
record SchemaComparison(Optional<Problem> mismatch, PendingMigrations backlog, Optional<FenceHolder> holder) {

    /** @throws UnreachableException if the history cannot be read */
    static SchemaComparison of(
            MigrationTool migrationTool, ReadOnlySession session, Bundle bundle, WhenInterrupted whenInterrupted) {
        Assessment assessment = migrationTool.assess(session, bundle);
        if (assessment instanceof Assessment.Mismatch(Problem problem)) {
            return new SchemaComparison(Optional.of(problem), partial(migrationTool, session), session.fenceHolder());
        }
        PendingMigrations backlog = isSuperseded(session, bundle, assessment)
                ? migrationTool.backlog(session).withNothingPending()
                : migrationTool.backlog(session);
        Optional<FenceHolder> holder = session.fenceHolder();
        return new SchemaComparison(interrupted(session, holder, whenInterrupted), backlog, holder);
    }

    /** Returns whether a newer rollout has replaced scripts of this one, which then stay as they are. */
    private static boolean isSuperseded(ReadOnlySession session, Bundle bundle, Assessment assessment) {
        if (!(assessment instanceof Assessment.Pending)) {
            return false;
        }
        SchemaSnapshot snapshot;
        try {
            snapshot = session.readSnapshot(bundle);
        } catch (UnreachableException replica) {
            return false; // A replica can only be asked for its history.
        }
        return snapshot.state() instanceof BundleState.Ahead
                || PastRollout.superseded(snapshot, assessment, Optional.empty())
                        .isPresent();
    }

    /** Empty while a process holds the lock, because it may still run the script, and if the script will be retried. */
    private static Optional<Problem> interrupted(
            ReadOnlySession session, Optional<FenceHolder> holder, WhenInterrupted whenInterrupted) {
        return holder.isPresent() || whenInterrupted == WhenInterrupted.RETRY
                ? Optional.empty()
                : session.interrupted().map(InterruptedScript::problem);
    }

    /** A bundle that cannot be assessed may not be listable either. */
    private static PendingMigrations partial(MigrationTool migrationTool, ReadOnlySession session) {
        try {
            return migrationTool.backlog(session);
        } catch (UnreachableException unreadable) {
            String recorded = session.recordedVersion().map(Object::toString).orElse("");
            return new PendingMigrations("", recorded, List.of(), List.of());
        }
    }
}
