package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.election.Leadership;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.migration.MigrationRun;
import io.initmigrator.migration.NotDeferrable;
import io.initmigrator.migration.ScriptStart;
import io.initmigrator.rollout.RolloutSettings.WhenInterrupted;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.DeferredScript;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.RolloutPast;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.time.Backoff;
import io.initmigrator.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rechecks the schema while holding the fence, applies pending migrations, verifies the result, and writes the receipt. */
final class MigrationTask implements LeaderTask {

    private static final Duration INITIAL_LOCK_BACKOFF = Duration.ofSeconds(1);
    private static final Duration MAX_LOCK_BACKOFF = Duration.ofSeconds(15);

    private final RolloutContext context;
    private final Leadership leadership;
    private final Optional<RolloutGate> gate;
    private final ScriptProgressReporter scripts;
    private boolean begun;
    private int applied;
    private String unprotected = "";
    private String blocked = "";
    private int rollbacks;
    private @Nullable SchemaVersion recorded;

    MigrationTask(RolloutContext context, Leadership leadership, Optional<RolloutGate> gate) {
        this.context = context;
        this.leadership = leadership;
        this.gate = gate;
        this.scripts = new ScriptProgressReporter(context, leadership);
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public String consequence() {
        if (unprotected.isEmpty()) {
            return LeaderTask.super.consequence();
        }
        return unprotected
                + " was interrupted outside a transaction: its changes so far remain; the next start "
                + switch (context.settings().whenInterrupted()) {
                    case FAIL -> "reports how to proceed";
                    case RETRY -> "undoes it and runs it again";
                };
    }

    @Override
    public Outcome runHolding(Fence fence) throws InterruptedException {
        SchemaSnapshot snapshot = fence.readSnapshot(context.bundle());
        context.databaseClock().set(snapshot);
        Optional<Outcome> outcome = context.aheadPolicy().evaluate(snapshot);
        if (outcome.isEmpty()) {
            Optional<Outcome> refused = recheckRollout();
            return refused.isPresent() ? refused.get() : verifyOrMigrate(fence, snapshot);
        }
        if (snapshot.state() instanceof BundleState.Current(String version, boolean enrolled, int deferred)
                && !enrolled) {
            fence.enrol(context.bundle());
        }
        return outcome.get();
    }

    private Optional<Outcome> recheckRollout() throws InterruptedException {
        return gate.isPresent() ? gate.get().recheck() : Optional.empty();
    }

    private Outcome verifyOrMigrate(Fence fence, SchemaSnapshot snapshot) throws InterruptedException {
        Optional<InterruptedScript> interrupted = fence.journal().interrupted();
        if (interrupted.isPresent() && context.settings().whenInterrupted() == WhenInterrupted.FAIL) {
            return new Outcome.SchemaMismatch(interrupted.get().problem());
        }
        interrupted.ifPresent(script -> undo(fence, script));
        MigrationRun run = context.migrationTool().begin(fence, context.bundle());
        Optional<BundleState.Ahead> superseded =
                PastRollout.superseded(snapshot, run.assessment(), fence.recordedVersion());
        if (superseded.isPresent()) {
            return context.aheadPolicy().evaluate(superseded.get());
        }
        return switch (run.assessment()) {
            case Assessment.Complete(Receipt receipt, boolean baseline) ->
                baseline || (!receipt.ahead() && PastRollout.of(snapshot) == RolloutPast.NEW && receipt.callbacks())
                        ? runWithoutScripts(fence, run)
                        : finish(fence, receipt);
            case Assessment.Mismatch(Problem problem) -> new Outcome.SchemaMismatch(problem);
            case Assessment.Pending pending -> migrate(fence, run, pending);
        };
    }

    private void undo(Fence fence, InterruptedScript script) {
        List<String> dropped = fence.journal().undo(script);
        context.publish(new RolloutEvent.ScriptUndone(script, dropped, true));
    }

    /** Writes a baseline, and runs callbacks that have not yet succeeded for this bundle. */
    private Outcome runWithoutScripts(Fence fence, MigrationRun run) throws InterruptedException {
        begun = true;
        return migrateThroughLocks(fence, run, 0);
    }

    private Outcome migrate(Fence fence, MigrationRun run, Assessment.Pending pending) throws InterruptedException {
        Optional<Outcome> refused = refuseOtherRollout(fence);
        if (refused.isEmpty()) {
            refused = refuseNotDeferrable(pending.notDeferrable());
        }
        return refused.isPresent() ? refused.get() : migrate(fence, run, pending.count());
    }

    private Optional<Outcome> refuseOtherRollout(Fence fence) {
        return gate.isPresent() ? gate.get().checkStarted(fence, context.bundle()) : Optional.empty();
    }

    private Optional<Outcome> refuseNotDeferrable(List<NotDeferrable> scripts) {
        for (NotDeferrable script : scripts) {
            if (context.settings().refuses(script)) {
                return Optional.of(new Outcome.SchemaMismatch(script.problem()));
            }
        }
        scripts.forEach(script -> context.publish(new RolloutEvent.ScriptNotDeferrable(script)));
        return Optional.empty();
    }

    private Outcome migrate(Fence fence, MigrationRun run, int count) throws InterruptedException {
        Duration started = context.time().elapsed();
        begun = true;
        reportRecorded(fence.recordedVersion());
        context.publish(new RolloutEvent.MigrationStarted(count));
        Outcome outcome = migrateThroughLocks(fence, run, count);
        if (outcome instanceof Outcome.Ready(String version, int scripts)) {
            context.publish(new RolloutEvent.MigrationSucceeded(
                    scripts, version, context.time().elapsed().minus(started)));
        }
        return outcome;
    }

    /** Migrates; a script rolled back because of another session is retried for {@code MIGRATOR_LOCK_RETRY_FOR}. */
    private Outcome migrateThroughLocks(Fence fence, MigrationRun run, int count) throws InterruptedException {
        Backoff backoff = new Backoff(INITIAL_LOCK_BACKOFF, MAX_LOCK_BACKOFF, context.random());
        Deadline timeout = Deadline.after(context.settings().lockRetryFor(), context.time());
        while (true) {
            MigrationResult result = migrateOnce(fence, run, count - applied);
            unprotected = "";
            completeJournal(fence, result);
            switch (result) {
                case MigrationResult.Applied(int last) -> {
                    applied += last;
                    reportRecorded(fence.recordedVersion());
                    return verify(fence, run);
                }
                case MigrationResult.Refused(Problem problem) -> {
                    return new Outcome.SchemaMismatch(problem);
                }
                case MigrationResult.Failed(MigrationFailure failure) -> {
                    return failed(fence, failure);
                }
                case MigrationResult.Blocked(MigrationFailure failure, int before) -> {
                    applied += before;
                    if (timeout.hasPassed()) {
                        return failed(fence, failure.blockedBy(scripts.blockers()));
                    }
                    backOff(failure, timeout.atMost(backoff.next()));
                    Optional<Outcome> refused = recheckRollout();
                    if (refused.isPresent()) {
                        return refused.get();
                    }
                }
            }
        }
    }

    /**
     * A failed script may have ended the session; the failure is reported all the same, and the next start completes the journal.
     */
    private static void completeJournal(Fence fence, MigrationResult result) {
        try {
            fence.journal().complete();
        } catch (SessionLostException lost) {
            if (!(result instanceof MigrationResult.Failed)) {
                throw lost;
            }
        }
    }

    private void backOff(MigrationFailure failure, Duration pause) throws InterruptedException {
        rollbacks = failure.script().equals(blocked) ? rollbacks + 1 : 1;
        blocked = failure.script();
        MigrationFailure counted =
                failure.occurred(rollbacks, context.databaseClock().now());
        scripts.backedOff(counted.conflict());
        context.publish(new RolloutEvent.ScriptBlocked(counted, scripts.blockers(), pause));
        context.time().sleep(pause);
    }

    private MigrationResult migrateOnce(Fence fence, MigrationRun run, int pending) {
        Fence.Watch watch = fence.watch(scripts);
        try {
            return run.migrate(pending, script -> starting(fence, script));
        } finally {
            watch.close();
            scripts.ended();
        }
    }

    /** With out-of-order migrations the last version applied may not be the highest. */
    private void reportRecorded(Optional<SchemaVersion> version) {
        SchemaVersion before = recorded;
        if (version.isPresent() && (before == null || version.get().compareTo(before) > 0)) {
            recorded = version.get();
            leadership.recorded(version.get());
        }
    }

    /** Journals a script that runs outside a transaction before it starts, so that a successor knows what was interrupted. */
    private void starting(Fence fence, ScriptStart start) {
        reportRecorded(start.committed());
        String script = start.progress().script();
        unprotected = start.isProtected() ? "" : script;
        if (!start.isProtected()) {
            fence.journal().begin(script, start.indexes());
        }
        scripts.started(start.progress().after(applied));
    }

    private Outcome verify(Fence fence, MigrationRun run) {
        return switch (run.verify()) {
            case Assessment.Complete complete -> finish(fence, complete.receipt());
            case Assessment.Mismatch(Problem problem) -> new Outcome.SchemaMismatch(problem);
            case Assessment.Pending pending ->
                new Outcome.SchemaMismatch(
                        pending.count() + " scripts are pending although all were applied",
                        "check for a callback or a second tool that changes the history while migrations run");
        };
    }

    private Outcome finish(Fence fence, Receipt receipt) {
        Optional<Outcome> mismatch = InvalidIndexes.mismatch(fence, receipt);
        if (mismatch.isEmpty() && !receipt.ahead()) {
            mismatch = AppRoleCheck.mismatch(fence, context::publish);
        }
        return mismatch.isPresent() ? mismatch.get() : write(fence, receipt);
    }

    private Outcome write(Fence fence, Receipt receipt) {
        fence.record(receipt);
        fence.recordFingerprint(receipt, begun);
        if (receipt.ahead()) {
            SchemaSnapshot snapshot = fence.readSnapshot(context.bundle());
            return context.aheadPolicy()
                    .evaluate(snapshot)
                    .orElseThrow(
                            () -> new IllegalStateException("the receipt just written was not found: " + snapshot));
        }
        if (applied == 0) {
            context.publish(new RolloutEvent.SchemaCurrent(receipt.version()));
        }
        reportDeferred(receipt.deferred().stream().map(DeferredScript::script).toList());
        return new Outcome.Ready(receipt.version(), applied);
    }

    private void reportDeferred(List<String> deferred) {
        leadership.deferred(deferred);
        if (!deferred.isEmpty()) {
            context.publish(new RolloutEvent.ScriptsDeferred(deferred));
        }
    }

    private Outcome failed(Fence fence, MigrationFailure failure) {
        MigrationFailure known =
                failure.occurred(leadership.attempt(), context.databaseClock().now());
        context.publish(new RolloutEvent.MigrationFailed(known));
        return new Outcome.Failed(known, context.identity().toString(), recordedVersion(fence));
    }

    /** Falls back to the last known version if the session is lost. */
    private String recordedVersion(Fence fence) {
        try {
            return fence.recordedVersion().map(SchemaVersion::text).orElse("");
        } catch (SessionLostException lost) {
            return recorded == null ? "" : recorded.text();
        }
    }
}
