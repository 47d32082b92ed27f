package io.initmigrator.command;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.rollout.PastRollout;
import io.initmigrator.rollout.RolloutSettings.WhenInterrupted;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.SchemaSnapshot;
import java.util.List;
import java.util.Optional;

/**
 * The bundle beside the history.
 *
 * @param misfit why nothing would run, and what to do; empty where something would
 * @param backlog blank where the bundle is so that nobody can say what of it is pending
 * @param holder of the fence
 */
record SchemaComparison(Optional<String> misfit, PendingMigrations backlog, Optional<FenceHolder> holder) {

    /** @throws UnreachableException where the history cannot be read */
    static SchemaComparison of(
            MigrationTool migrationTool, ReadOnlySession session, Bundle bundle, WhenInterrupted whenInterrupted) {
        Assessment assessment = migrationTool.assess(session, bundle);
        if (assessment instanceof Assessment.Mismatch(String reason, String remedy)) {
            return new SchemaComparison(
                    Optional.of(reason + "; " + remedy), partial(migrationTool, session), session.fenceHolder());
        }
        PendingMigrations backlog = isSuperseded(session, bundle, assessment)
                ? migrationTool.backlog(session).withNothingPending()
                : migrationTool.backlog(session);
        Optional<FenceHolder> holder = session.fenceHolder();
        return new SchemaComparison(interrupted(session, holder, whenInterrupted), backlog, holder);
    }

    /** Whether a pod of this rollout would leave everything as a newer one has made it. */
    private static boolean isSuperseded(ReadOnlySession session, Bundle bundle, Assessment assessment) {
        if (!(assessment instanceof Assessment.Pending)) {
            return false;
        }
        SchemaSnapshot snapshot;
        try {
            snapshot = session.readSnapshot(bundle);
        } catch (UnreachableException replica) {
            return false; // Of which only the history is asked.
        }
        return snapshot.state() instanceof BundleState.Ahead
                || PastRollout.superseded(snapshot, assessment, Optional.empty())
                        .isPresent();
    }

    /** While somebody holds the fence, it may be running; and what is to be run again is merely pending. */
    private static Optional<String> interrupted(
            ReadOnlySession session, Optional<FenceHolder> holder, WhenInterrupted whenInterrupted) {
        return holder.isPresent() || whenInterrupted == WhenInterrupted.RETRY
                ? Optional.empty()
                : session.interrupted().map(script -> script.sentence() + "; " + script.remedy());
    }

    /** What keeps the tool from assessing may keep it from listing. */
    private static PendingMigrations partial(MigrationTool migrationTool, ReadOnlySession session) {
        try {
            return migrationTool.backlog(session);
        } catch (UnreachableException unreadable) {
            String recorded = session.recordedVersion().map(Object::toString).orElse("");
            return new PendingMigrations("", recorded, List.of(), List.of());
        }
    }
}
