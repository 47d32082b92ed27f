package io.initmigrator.simulation;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.FakeRun;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.migration.MigrationRun;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.NotDeferrable;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.migration.RepairAction;
import io.initmigrator.migration.RepairResult;
import io.initmigrator.migration.ScriptListener;
import io.initmigrator.migration.ScriptStart;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.ScriptProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Imitates Flyway: reads the history once, then runs each pending script, by default in its own transaction. */
record ScriptRunner(PodBundle bundle, boolean deferring, Set<SeededBug> sabotage) implements MigrationTool {

    private static final String OUT_OF_MEMORY = "ran out of memory";
    private static final long LONGEST_CALLBACK = 3 * VirtualScheduler.SECOND;
    private static final String LOCK_TIMEOUT = "lock timeout";
    private static final String SYNTAX = "column \"naem\" does not exist";

    @Override
    public PendingMigrations backlog(SchemaReader reader) {
        throw new UnsupportedOperationException("not used by a migration");
    }

    @Override
    public RepairResult repair(Fence fence, Bundle bundle) {
        ClientSession.Held held = (ClientSession.Held) fence;
        Optional<Script> failed = held.call(() -> held.server().failed());
        failed.ifPresent(script -> run(held, () -> held.server().removeFailed(held.backend())));
        return new RepairResult.Done(failed.stream()
                .map(script -> new RepairAction(RepairAction.Kind.REMOVED, script.name(), "failed"))
                .toList());
    }

    @Override
    public Assessment assess(SchemaReader reader, Bundle bundle) {
        SimulatedReader simulated = (SimulatedReader) reader;
        Optional<Script> failed = simulated.call(() -> simulated.server().failed());
        if (failed.isPresent()) {
            return new Assessment.Mismatch(problem(failed.get()));
        }
        List<Script> history = history(simulated);
        if (!fits(history)) {
            return new Assessment.Mismatch("checksum mismatch", "restore the script");
        }
        List<Script> pending = pending(history);
        return !pending.isEmpty()
                ? new Assessment.Pending(
                        pending.size(), pending.getLast().isRepeatable() ? 1 : 0, notDeferrable(pending))
                : new Assessment.Complete(new Receipt(
                        bundle.digest(),
                        String.valueOf(versions(history)),
                        String.valueOf(this.bundle.scripts().size()),
                        history.size(),
                        history.size(),
                        isBehind(history),
                        false,
                        "",
                        deferred(history).stream().map(Script::recorded).toList(),
                        Map.of()));
    }

    @Override
    public MigrationRun begin(Fence fence, Bundle bundle) {
        return new FakeRun(
                assess(fence, bundle),
                listener -> runAll((ClientSession.Held) fence, listener),
                () -> assess(fence, bundle));
    }

    private MigrationResult runAll(ClientSession.Held held, ScriptListener listener) {
        Optional<Script> failed = held.call(() -> held.server().failed());
        if (failed.isPresent()) {
            return new MigrationResult.Refused(problem(failed.get()));
        }
        List<Script> history = history(held);
        if (!fits(history)) {
            return new MigrationResult.Refused("checksum mismatch", "restore the script");
        }
        List<Script> pending = pending(history);
        for (int i = 0; i < pending.size(); i++) {
            Optional<SchemaVersion> committed = i == 0
                    ? Optional.empty()
                    : Optional.of(
                            new SchemaVersion(String.valueOf(pending.get(i - 1).version())));
            Script script = pending.get(i);
            if (script.kind() == ScriptKind.COMMITTING) {
                run(held, () -> held.backend().beginTransaction(script));
            }
            listener.starting(new ScriptStart(
                    new ScriptProgress(i + 1, pending.size(), script.name()),
                    committed,
                    script.isProtected(),
                    script.indexes()));
            Optional<MigrationResult> failure = run(held, script, i);
            if (failure.isPresent()) {
                return failure.get();
            }
            commit(held, script);
        }
        return new MigrationResult.Applied(pending.size());
    }

    private static Problem problem(Script failed) {
        return new Problem(failed.name() + " is recorded as failed", "run init-migrator repair");
    }

    /** Checks whether the script met a lock of an application. */
    static boolean isLockTimeout(MigrationFailure failure) {
        return failure.message().equals(LOCK_TIMEOUT);
    }

    /** Checks whether the failure is that of a process without memory, and not that of a script. */
    static boolean isOutOfMemory(MigrationFailure failure) {
        return failure.message().equals(OUT_OF_MEMORY);
    }

    private Optional<MigrationResult> run(ClientSession.Held fence, Script script, int before) {
        try {
            return script.kind().isOutsideTransaction()
                    ? executeOutside(fence, script)
                    : execute(fence, script, before);
        } catch (OutOfMemory error) {
            rollBackAfterFailure(fence);
            return Optional.of(new MigrationResult.Failed(failure(script, OUT_OF_MEMORY)));
        }
    }

    /** Imitates Flyway after an error: it does not catch errors, and enables auto-commit in a {@code finally}. */
    private void rollBackAfterFailure(ClientSession.Held fence) {
        try {
            if (sabotage.contains(SeededBug.BARE_CONNECTION)) {
                fence.call(() -> {
                    fence.server().commitOpenTransaction(fence.backend());
                    return fence;
                });
            } else {
                rollBack(fence);
            }
        } catch (SessionLostException lost) {
            // The driver meets the same error.
        }
    }

    private Optional<MigrationResult> execute(ClientSession.Held fence, Script script, int before) {
        SimulatedPostgres server = fence.server();
        for (int i = 0; i < script.statements().size(); i++) {
            if (fence.call(server::isBlocked)) {
                rollBack(fence);
                MigrationFailure failure = failure(script, LOCK_TIMEOUT);
                return Optional.of(
                        script.isProtected()
                                ? new MigrationResult.Blocked(failure, before)
                                : new MigrationResult.Failed(failure));
            }
            int statement = i;
            fence.call(script.statements().get(i), () -> {
                server.execute(fence.backend(), script, statement);
                return script;
            });
            if (script.isBad() && script.isLast(i)) {
                rollBack(fence);
                return Optional.of(new MigrationResult.Failed(failure(script, SYNTAX)));
            }
            if (i == 0 && script.kind() == ScriptKind.COMMITTING) {
                run(fence, () -> server.commitPart(fence.backend(), script));
            }
        }
        return Optional.empty();
    }

    /** Runs a script of which each statement takes effect by itself; without a lock timeout, it waits for locks. */
    private Optional<MigrationResult> executeOutside(ClientSession.Held fence, Script script) {
        SimulatedPostgres server = fence.server();
        for (int i = 0; i < script.statements().size(); i++) {
            int statement = i;
            boolean fails = script.isBad() && script.isLast(i);
            if (script.isLast(i) && sabotage.contains(SeededBug.RECORDED_EARLY)) {
                commit(fence, script);
            }
            fence.call(script.statements().get(i) + server.blockedFor(), halfway(fence, script, i), () -> {
                if (!fails) {
                    server.executeOutside(fence.backend(), script, statement);
                }
                return script;
            });
            if (fails) {
                run(fence, () -> server.commitFailed(fence.backend(), script));
                return Optional.of(new MigrationResult.Failed(failure(script, SYNTAX)));
            }
        }
        return Optional.empty();
    }

    private static @Nullable Runnable halfway(ClientSession.Held fence, Script script, int statement) {
        return script.kind() == ScriptKind.INDEXES
                ? () -> fence.server().createIndex(fence.backend(), script, statement)
                : null;
    }

    private void commit(ClientSession.Held fence, Script script) {
        if (sabotage.contains(SeededBug.JOURNAL_COMPLETED_EARLY)) {
            run(fence, () -> fence.server().forgetEarly(script.name()));
        }
        VirtualScheduler world = fence.world();
        if (!script.isProtected() && world.chance(300)) {
            runCallback(fence, world.between(VirtualScheduler.MILLI, LONGEST_CALLBACK));
        }
        run(fence, () -> fence.server().commit(fence.backend(), script));
    }

    /** Runs a callback between the last statement of a script and its history row. */
    private static void runCallback(ClientSession.Held fence, long work) {
        fence.call(work, () -> fence);
    }

    private static void rollBack(ClientSession.Held fence) {
        run(fence, () -> fence.backend().endTransaction());
    }

    private static void run(ClientSession.Held fence, Runnable statement) {
        fence.call(() -> {
            statement.run();
            return fence;
        });
    }

    private static MigrationFailure failure(Script script, String message) {
        return new MigrationFailure(
                String.valueOf(script.version()), script.name(), 1, "42703", message, 1, Instant.EPOCH);
    }

    private static List<Script> history(SimulatedReader reader) {
        return reader.call(() -> reader.server().history());
    }

    private boolean fits(List<Script> history) {
        return history.stream()
                .filter(applied -> !applied.isRepeatable())
                .filter(applied -> applied.version() <= bundle.scripts().size())
                .allMatch(bundle.scripts()::contains);
    }

    private List<Script> pending(List<Script> history) {
        List<Script> pending = new ArrayList<>(bundle.scripts());
        pending.removeAll(history);
        pending.removeAll(deferred(history));
        if (!isBehind(history) && !isLastView(history)) {
            pending.add(bundle.view());
        }
        return pending;
    }

    /** Returns the pending scripts that are deferred; none on an empty history. */
    private List<Script> deferred(List<Script> history) {
        List<Script> missing = new ArrayList<>(bundle.scripts());
        missing.removeAll(history);
        return deferring && !history.isEmpty() ? List.copyOf(bundle.deferrable(missing)) : List.of();
    }

    private List<NotDeferrable> notDeferrable(List<Script> pending) {
        List<Script> versioned =
                pending.stream().filter(script -> !script.isRepeatable()).toList();
        return deferring
                ? versioned.stream()
                        .filter(script -> script.isAfterRollout()
                                && !bundle.deferrable(versioned).contains(script))
                        .map(script -> new NotDeferrable(
                                script.name(), versioned.getLast().name(), false))
                        .toList()
                : List.of();
    }

    private boolean isBehind(List<Script> history) {
        return versions(history) > bundle.scripts().size();
    }

    private boolean isLastView(List<Script> history) {
        return history.stream()
                .filter(Script::isRepeatable)
                .reduce((first, second) -> second)
                .filter(last -> last.content().equals(bundle.view().content()))
                .isPresent();
    }

    private static long versions(List<Script> history) {
        return history.stream().filter(script -> !script.isRepeatable()).count();
    }
}
