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
import io.initmigrator.migration.RepairResult;
import io.initmigrator.migration.ScriptListener;
import io.initmigrator.migration.ScriptStart;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.ScriptProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Imitates Flyway: reads the history once, then runs each pending script in its own transaction. */
record ScriptRunner(PodBundle bundle, boolean deferring, Set<SeededBug> sabotage) implements MigrationTool {

    private static final String OUT_OF_MEMORY = "ran out of memory";

    @Override
    public PendingMigrations backlog(SchemaReader reader) {
        throw new UnsupportedOperationException("not used by a migration");
    }

    @Override
    public RepairResult repair(Fence fence, Bundle bundle) {
        throw new UnsupportedOperationException("not used by a migration");
    }

    @Override
    public Assessment assess(SchemaReader reader, Bundle bundle) {
        List<Script> history = history((ClientSession.Held) reader);
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
            listener.starting(new ScriptStart(
                    new ScriptProgress(i + 1, pending.size(), pending.get(i).name()), committed, true, List.of()));
            Optional<MigrationResult> failure = run(held, pending.get(i), i);
            if (failure.isPresent()) {
                return failure.get();
            }
            commit(held, pending.get(i));
        }
        return new MigrationResult.Applied(pending.size());
    }

    /** Checks whether the failure is that of a process without memory, and not that of a script. */
    static boolean isOutOfMemory(MigrationFailure failure) {
        return failure.message().equals(OUT_OF_MEMORY);
    }

    private Optional<MigrationResult> run(ClientSession.Held fence, Script script, int before) {
        try {
            return execute(fence, script, before);
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

    private static Optional<MigrationResult> execute(ClientSession.Held fence, Script script, int before) {
        SimulatedPostgres server = fence.server();
        for (int i = 0; i < script.statements().size(); i++) {
            if (fence.call(server::isBlocked)) {
                rollBack(fence);
                return Optional.of(new MigrationResult.Blocked(failure(script, "lock timeout"), before));
            }
            boolean fails = script.isBad() && script.isLast(i);
            fence.call(script.statements().get(i), () -> {
                server.execute(fence.backend(), script);
                return script;
            });
            if (fails) {
                rollBack(fence);
                return Optional.of(new MigrationResult.Failed(failure(script, "column \"naem\" does not exist")));
            }
        }
        return Optional.empty();
    }

    private static void commit(ClientSession.Held fence, Script script) {
        fence.call(() -> {
            fence.server().commit(fence.backend(), script);
            return script;
        });
    }

    private static void rollBack(ClientSession.Held fence) {
        fence.call(() -> {
            fence.backend().endTransaction();
            return fence;
        });
    }

    private static MigrationFailure failure(Script script, String message) {
        return new MigrationFailure(
                String.valueOf(script.version()), script.name(), 1, "42703", message, 1, Instant.EPOCH);
    }

    private static List<Script> history(ClientSession.Held fence) {
        return fence.call(() -> fence.server().history());
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
