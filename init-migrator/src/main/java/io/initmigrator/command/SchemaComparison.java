package io.initmigrator.command;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.NotDeferrable;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.rollout.InvalidIndexes;
import io.initmigrator.rollout.PastRollout;
import io.initmigrator.rollout.RolloutSettings;
import io.initmigrator.rollout.RolloutSettings.WhenInterrupted;
import io.initmigrator.rollout.SchemaAheadPolicy;
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
 * @param notDeferrable pending scripts that should run after the rollout
 * @param invalidIndexes beside the history, but for those that a retry drops; fail the run that records the bundle
 * @param holder of the advisory lock
 */
record SchemaComparison(
        Optional<Problem> mismatch,
        PendingMigrations backlog,
        List<NotDeferrable> notDeferrable,
        List<String> invalidIndexes,
        Optional<FenceHolder> holder) {

    /** @throws UnreachableException if the history cannot be read */
    static SchemaComparison of(
            MigrationTool migrationTool, ReadOnlySession session, Bundle bundle, RolloutSettings settings) {
        Assessment assessment = migrationTool.assess(session, bundle);
        Optional<FenceHolder> holder = session.fenceHolder();
        // While a process holds the lock, it may still run the script.
        Optional<InterruptedScript> interrupted = holder.isPresent() ? Optional.empty() : session.interrupted();
        boolean isRetried = settings.whenInterrupted() == WhenInterrupted.RETRY;
        List<String> dropped =
                isRetried ? interrupted.map(InterruptedScript::left).orElse(List.of()) : List.of();
        List<String> invalidIndexes = session.invalidIndexes().stream()
                .filter(index -> !dropped.contains(index))
                .toList();
        if (assessment instanceof Assessment.Mismatch(Problem problem)) {
            return new SchemaComparison(
                    Optional.of(settings.advice().of(problem)),
                    partial(migrationTool, session),
                    List.of(),
                    invalidIndexes,
                    holder);
        }
        Optional<SchemaSnapshot> snapshot = snapshot(session, bundle);
        Optional<BundleState> recorded = snapshot.flatMap(it -> recorded(it, session, assessment));
        Optional<BundleState> known = recorded.or(() -> ahead(assessment));
        PendingMigrations listed = migrationTool.backlog(session);
        PendingMigrations backlog = known.map(state -> applied(listed, state)).orElse(listed);
        List<NotDeferrable> notDeferrable = backlog.pending().isEmpty() ? List.of() : notDeferrable(assessment);
        return new SchemaComparison(
                known.flatMap(state -> refusal(state, bundle, settings))
                        .or(() -> isRetried ? Optional.empty() : interrupted.map(InterruptedScript::problem))
                        .or(() -> refused(notDeferrable, settings))
                        .or(() -> snapshot.isPresent() && recorded.isEmpty() && session.canReadReceipts()
                                ? invalid(assessment, invalidIndexes)
                                : Optional.empty())
                        .map(settings.advice()::of),
                backlog,
                notDeferrable,
                invalidIndexes,
                holder);
    }

    /** Deferred scripts of a bundle that is superseded do not run any more. */
    private static PendingMigrations applied(PendingMigrations listed, BundleState state) {
        return state instanceof BundleState.Current ? listed.withOnlyDeferred() : listed.withNothingPending();
    }

    private static List<NotDeferrable> notDeferrable(Assessment assessment) {
        return assessment instanceof Assessment.Pending pending ? pending.notDeferrable() : List.of();
    }

    private static Optional<Problem> refused(List<NotDeferrable> scripts, RolloutSettings settings) {
        return scripts.stream()
                .filter(settings::refuses)
                .map(NotDeferrable::problem)
                .findFirst();
    }

    /** Empty on a replica, which can only be asked for its history. */
    private static Optional<SchemaSnapshot> snapshot(ReadOnlySession session, Bundle bundle) {
        try {
            return Optional.of(session.readSnapshot(bundle));
        } catch (UnreachableException replica) {
            return Optional.empty();
        }
    }

    /** State with which a pod of this rollout would start, or refuse to, without running anything, even if Flyway has scripts pending. */
    private static Optional<BundleState> recorded(
            SchemaSnapshot snapshot, ReadOnlySession session, Assessment assessment) {
        return snapshot.state() instanceof BundleState.Current || snapshot.state() instanceof BundleState.Ahead
                ? Optional.of(snapshot.state())
                : PastRollout.superseded(snapshot, assessment, session.recordedVersion())
                        .map(BundleState.class::cast);
    }

    /** Why the pod that records the bundle would not start. */
    private static Optional<Problem> invalid(Assessment assessment, List<String> invalidIndexes) {
        return assessment instanceof Assessment.Complete complete
                ? InvalidIndexes.problem(complete.receipt(), () -> invalidIndexes)
                : Optional.empty();
    }

    private static Optional<BundleState> ahead(Assessment assessment) {
        return assessment instanceof Assessment.Complete complete
                        && complete.receipt().ahead()
                ? Optional.of(new BundleState.Ahead(complete.receipt().version(), false))
                : Optional.empty();
    }

    /** Why the pod would not start on a schema that is ahead of its bundle. */
    private static Optional<Problem> refusal(BundleState state, Bundle bundle, RolloutSettings settings) {
        return state instanceof BundleState.Ahead ahead
                        && new SchemaAheadPolicy(settings, bundle, event -> {}).evaluate(ahead)
                                instanceof Outcome.SchemaMismatch(Problem problem)
                ? Optional.of(problem)
                : Optional.empty();
    }

    /** A bundle that cannot be assessed may not be listable either. */
    private static PendingMigrations partial(MigrationTool migrationTool, ReadOnlySession session) {
        try {
            return migrationTool.backlog(session);
        } catch (UnreachableException unreadable) {
            String recorded = session.recordedVersion().map(Object::toString).orElse("");
            return new PendingMigrations("", recorded, List.of(), List.of(), List.of(), 0);
        }
    }
}
