package io.initmigrator.coordination;

import io.initmigrator.coordination.RolloutSettings.WhenInterrupted;
import io.initmigrator.schema.Look;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.RolloutPast;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.Standing;
import io.initmigrator.wait.Backoff;
import io.initmigrator.wait.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks again behind the fence, lets the tool migrate what is pending, verifies it, and writes the receipt. */
final class Migrating implements Work {

    private static final Duration FIRST_LOCK_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LOCK_PAUSE = Duration.ofSeconds(15);

    private final Pod pod;
    private final Leadership leadership;
    private final ScriptWatch scripts;
    private boolean begun;
    private int applied;
    private String unprotected = "";
    private @Nullable SchemaVersion recorded;

    Migrating(Pod pod, Leadership leadership) {
        this.pod = pod;
        this.leadership = leadership;
        this.scripts = new ScriptWatch(pod, leadership);
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public String consequence() {
        if (unprotected.isEmpty()) {
            return Work.super.consequence();
        }
        return unprotected
                + " was cut off, which runs outside a transaction: what it has done by now stays, and the next start "
                + switch (pod.settings().whenInterrupted()) {
                    case FAIL -> "says what to do";
                    case RETRY -> "takes it back and runs it again";
                };
    }

    @Override
    public Outcome behind(Fence fence) throws InterruptedException {
        Look look = fence.look(pod.bundle());
        pod.databaseClock().set(look);
        Optional<Outcome> settled = pod.policy().settle(look);
        if (settled.isEmpty()) {
            return verifyOrMigrate(fence, look);
        }
        if (look.standing() instanceof Standing.Current(String version, boolean enrolled) && !enrolled) {
            fence.enrol(pod.bundle());
        }
        return settled.get();
    }

    private Outcome verifyOrMigrate(Fence fence, Look look) throws InterruptedException {
        Optional<InterruptedScript> interrupted = fence.journal().interrupted();
        if (interrupted.isPresent() && pod.settings().whenInterrupted() == WhenInterrupted.FAIL) {
            return new Outcome.Misfit(
                    interrupted.get().sentence(), interrupted.get().remedy());
        }
        interrupted.ifPresent(script -> takeBack(fence, script));
        Assessment assessment = pod.migrations().assess(fence, pod.bundle());
        Optional<Standing.Ahead> superseded = PastRollout.superseded(look, assessment, fence.recordedVersion());
        if (superseded.isPresent()) {
            return pod.policy().settle(superseded.get());
        }
        return switch (assessment) {
            case Assessment.Complete(Receipt receipt) ->
                !receipt.ahead() && PastRollout.of(look) == RolloutPast.NEW && pod.migrations().hasCallbacksAround(fence)
                        ? runCallbacks(fence)
                        : finish(fence, receipt);
            case Assessment.Misfit(String reason, String remedy) -> new Outcome.Misfit(reason, remedy);
            case Assessment.Pending pending -> migrate(fence, pending.count());
        };
    }

    private void takeBack(Fence fence, InterruptedScript script) {
        List<String> dropped = fence.journal().takeBack(script);
        pod.tell(new Notice.ScriptTakenBack(script, dropped));
    }

    /** Nobody has run them for this bundle, or whoever did was not let through by them. */
    private Outcome runCallbacks(Fence fence) throws InterruptedException {
        begun = true;
        return migrateThroughLocks(fence, 0);
    }

    private Outcome migrate(Fence fence, int count) throws InterruptedException {
        Duration started = pod.time().elapsed();
        begun = true;
        tellRecorded(fence.recordedVersion());
        pod.tell(new Notice.MigrationStarted(count));
        Outcome outcome = migrateThroughLocks(fence, count);
        if (outcome instanceof Outcome.Ready(String version, int scripts)) {
            pod.tell(new Notice.MigrationSucceeded(
                    scripts, version, pod.time().elapsed().minus(started)));
        }
        return outcome;
    }

    /** Migrates; a script that ran into a lock timeout was rolled back and is tried again until patience ends. */
    private Outcome migrateThroughLocks(Fence fence, int count) throws InterruptedException {
        Backoff backoff = new Backoff(FIRST_LOCK_PAUSE, LONGEST_LOCK_PAUSE, pod.random());
        Deadline patience = Deadline.after(pod.settings().lockRetryFor(), pod.time());
        while (true) {
            MigrationRun run = migrateOnce(fence, count - applied);
            unprotected = "";
            settleJournal(fence, run);
            switch (run) {
                case MigrationRun.Applied(int last) -> {
                    applied += last;
                    tellRecorded(fence.recordedVersion());
                    return verify(fence);
                }
                case MigrationRun.Refused(String reason, String remedy) -> {
                    return new Outcome.Misfit(reason, remedy);
                }
                case MigrationRun.Failed(MigrationFailure failure) -> {
                    return failed(fence, failure);
                }
                case MigrationRun.Blocked(MigrationFailure failure, int before) -> {
                    applied += before;
                    if (patience.hasPassed()) {
                        return failed(fence, failure.blockedBy(scripts.blockers()));
                    }
                    giveWay(failure, patience.atMost(backoff.next()));
                }
            }
        }
    }

    /** A script that failed by an error may have taken the session with it, and the verdict stands without: the next start settles. */
    private static void settleJournal(Fence fence, MigrationRun run) {
        try {
            fence.journal().settle();
        } catch (SessionLostException lost) {
            if (!(run instanceof MigrationRun.Failed)) {
                throw lost;
            }
        }
    }

    private void giveWay(MigrationFailure failure, Duration pause) throws InterruptedException {
        scripts.gaveWay();
        pod.tell(new Notice.ScriptBlocked(failure, scripts.blockers(), pause));
        pod.time().sleep(pause);
    }

    private MigrationRun migrateOnce(Fence fence, int pending) {
        Fence.Watch watch = fence.watch(scripts);
        try {
            return pod.migrations().migrate(fence, pending, script -> starting(fence, script));
        } finally {
            watch.close();
            scripts.ended();
        }
    }

    /** Out of order, an older version may come last. */
    private void tellRecorded(Optional<SchemaVersion> version) {
        SchemaVersion before = recorded;
        if (version.isPresent() && (before == null || version.get().compareTo(before) > 0)) {
            recorded = version.get();
            leadership.recorded(version.get());
        }
    }

    /** A script that no transaction protects is written down first, so that a successor knows what was interrupted. */
    private void starting(Fence fence, ScriptStart start) {
        tellRecorded(start.committed());
        String script = start.progress().script();
        unprotected = start.isProtected() ? "" : script;
        if (!start.isProtected()) {
            fence.journal().begin(script, start.indexes());
        }
        scripts.started(start.progress().after(applied));
    }

    private Outcome verify(Fence fence) {
        return switch (pod.migrations().assess(fence, pod.bundle())) {
            case Assessment.Complete(Receipt receipt) -> finish(fence, receipt);
            case Assessment.Misfit(String reason, String remedy) -> new Outcome.Misfit(reason, remedy);
            case Assessment.Pending pending ->
                new Outcome.Misfit(
                        pending.count() + " scripts are pending although all were applied",
                        "look for a callback or a second tool that changes the history while migrations run");
        };
    }

    private Outcome finish(Fence fence, Receipt receipt) {
        Optional<Outcome> misfit = InvalidIndexes.misfit(fence);
        return misfit.isPresent() ? misfit.get() : write(fence, receipt);
    }

    private Outcome write(Fence fence, Receipt receipt) {
        fence.record(receipt);
        if (receipt.ahead()) {
            Look look = fence.look(pod.bundle());
            return pod.policy()
                    .settle(look)
                    .orElseThrow(() -> new IllegalStateException("a receipt just written is not found: " + look));
        }
        if (applied == 0) {
            pod.tell(new Notice.SchemaCurrent(receipt.version()));
        }
        return new Outcome.Ready(receipt.version(), applied);
    }

    private Outcome failed(Fence fence, MigrationFailure failure) {
        MigrationFailure known =
                failure.occurred(leadership.attempt(), pod.databaseClock().now());
        pod.tell(new Notice.MigrationFailed(known));
        return new Outcome.Failed(known, pod.identity().toString(), recordedVersion(fence));
    }

    /** The last one known where the session is gone. */
    private String recordedVersion(Fence fence) {
        try {
            return fence.recordedVersion().map(SchemaVersion::text).orElse("");
        } catch (SessionLostException lost) {
            return recorded == null ? "" : recorded.text();
        }
    }
}
