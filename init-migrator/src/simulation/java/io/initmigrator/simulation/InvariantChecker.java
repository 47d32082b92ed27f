package io.initmigrator.simulation;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.SchemaVersion;
import java.util.List;

/** Checks that a container's exit is permitted, and decides whether its pod has ended. */
final class InvariantChecker {

    private final Cluster cluster;

    InvariantChecker(Cluster cluster) {
        this.cluster = cluster;
    }

    void checkExit(ReplicaSlot slot, Container container, ContainerExit ending) {
        if (!mayEnd(slot, container, ending)) {
            cluster.world()
                    .violate(
                            container + " of " + slot + " must not end with " + ending.code() + ": " + ending.why(),
                            null);
        }
    }

    /**
     * Checks an attempt at the deferred scripts, and returns the reason of its failure; empty if it succeeded, which requires that all
     * scripts have run.
     */
    String checkJobExit(ReplicaSlot slot, Container container, ContainerExit ending) {
        boolean ready = ending.outcome() instanceof Outcome.Ready;
        boolean may = ending.outcome() instanceof Outcome.RolloutNotComplete
                || (ready
                        ? cluster.postgres().holdsAll(slot.bundle())
                                && cluster.postgres().isWhole(slot.bundle())
                        : mayEnd(slot, container, ending));
        if (!may) {
            cluster.world()
                    .violate(container + " of " + slot + " must not say of deferred scripts: " + ending.why(), null);
        }
        return ready ? "" : ending.why();
    }

    /** Checks an attempt that ended with an error, and returns the reason. */
    String checkJobExit(Container container, Throwable error) {
        if (!(error instanceof UnreachableException) || cluster.scenario().isWithoutFaults()) {
            cluster.world().violate("unexpected exception in " + container, error);
        }
        return error.toString();
    }

    /** Decides whether the pod has ended. A failure ends it only after the last fault; until then the kubelet restarts it. */
    boolean isEnd(ReplicaSlot slot, ContainerExit ending) {
        if (ending.code() == 0) {
            return true;
        }
        boolean isVerdict = switch (ending.outcome()) {
            case Outcome.SchemaMismatch(Problem problem) ->
                !SimulatedOperator.needsRepair(ending) || isOfBadScript(slot, problem);
            case Outcome.Failed failed -> isBad(slot, failed);
            case Outcome.DeadlinePassed passed -> slot.role() == Role.WAITER && !isInPlace(slot);
            case null, default -> false;
        };
        return isVerdict && cluster.world().now() >= cluster.scenario().quietAt();
    }

    private boolean mayEnd(ReplicaSlot slot, Container container, ContainerExit ending) {
        boolean calm = cluster.scenario().isWithoutFaults();
        return switch (ending.outcome()) {
            case Outcome.Ready ready -> mayBeReady(slot, container);
            case Outcome.Failed failed ->
                ScriptRunner.isOutOfMemory(failed.failure())
                        ? hasFault(SimulatedFault.OUT_OF_MEMORY)
                        : isBad(slot, failed) || isLockTimeout(failed);
            case Outcome.SchemaMismatch misfit ->
                SimulatedOperator.needsRepair(ending)
                        ? cluster.postgres().neededRepairSince(container.startedAt())
                        : isMisfit(slot);
            case Outcome.LeadershipLost lost -> !calm;
            case Outcome.Repaired repaired -> slot.role() == Role.REPAIR;
            case Outcome.RolloutNotComplete waiting -> false;
            case Outcome.DeadlinePassed passed -> !calm || slot.role() == Role.WAITER;
            case null ->
                switch (ending.code()) {
                    case ContainerExit.STOPPED -> container.isStopping();
                    case ContainerExit.OUT_OF_MEMORY -> hasFault(SimulatedFault.OUT_OF_MEMORY);
                    default -> !calm;
                };
        };
    }

    private boolean hasFault(SimulatedFault fault) {
        return cluster.scenario().faults().contains(fault);
    }

    /** Checks for a script that ends its transaction itself, so that a lock timeout is a failure. */
    private boolean isLockTimeout(Outcome.Failed failed) {
        return hasFault(SimulatedFault.TABLE_LOCKED) && ScriptRunner.isLockTimeout(failed.failure());
    }

    private boolean mayBeReady(ReplicaSlot slot, Container container) {
        if (slot.awaited().isPresent()) {
            return isRecorded(slot.awaited().get());
        }
        return cluster.postgres().holds(slot.bundle())
                && cluster.postgres().isWhole(slot.bundle())
                && (slot.role() == Role.WAITER || hasRunItsRepeatable(slot, container));
    }

    /** Checks for what a pod waits for. */
    private boolean isInPlace(ReplicaSlot slot) {
        return slot.awaited().isPresent()
                ? cluster.postgres().holds(slot.awaited().get())
                : cluster.postgres().holds(slot.bundle()) && cluster.postgres().holdsView(slot.bundle());
    }

    /** Checks for a version, or for a bundle that has it among its deferred scripts and is applied except for those. */
    private boolean isRecorded(SchemaVersion version) {
        return cluster.postgres().holds(version)
                || cluster.kubelet()
                        .all()
                        .map(ReplicaSlot::bundle)
                        .filter(bundle -> bundle.scripts().size() >= SimulatedPostgres.number(version))
                        .anyMatch(cluster.postgres()::holds);
    }

    private static boolean isBad(ReplicaSlot slot, Outcome.Failed failed) {
        return slot.bundle()
                .bad()
                .map(Script::name)
                .filter(failed.failure().script()::equals)
                .isPresent();
    }

    /** Checks for a script that fails again after each repair. */
    private static boolean isOfBadScript(ReplicaSlot slot, Problem problem) {
        return slot.bundle()
                .bad()
                .map(Script::name)
                .filter(problem.reason()::startsWith)
                .isPresent();
    }

    /** Requires that a rollout which is ready for the first time has had its own view since its start, unless the schema is newer. */
    private boolean hasRunItsRepeatable(ReplicaSlot slot, Container container) {
        return !cluster.postgres().isFirstReady(slot.revision(), container)
                || versions(cluster.postgres().history())
                        > slot.bundle().scripts().size()
                || cluster.postgres()
                        .viewsSince(container.startedAt())
                        .contains(slot.bundle().view().content());
    }

    /** Checks for a view of another rollout, or for another rollout that is migrating and may record the same text again. */
    private boolean isSuperseded(ReplicaSlot slot) {
        return cluster.postgres().isHeldByAnother(slot.revision())
                || !cluster.postgres()
                        .viewsSince(cluster.world().now())
                        .equals(List.of(slot.bundle().view().content()));
    }

    private static long versions(List<Script> history) {
        return history.stream().filter(script -> !script.isRepeatable()).count();
    }

    /** Checks for a mismatch: the schema is newer than the bundle, or an applied script was changed. */
    private boolean isMisfit(ReplicaSlot slot) {
        List<Script> history = cluster.postgres().history();
        int scriptCount = slot.bundle().scripts().size();
        boolean ahead = versions(history) > scriptCount || isSuperseded(slot);
        boolean changed = history.stream()
                .filter(script -> !script.isRepeatable())
                .anyMatch(script -> script.version() <= scriptCount
                        && !slot.bundle().scripts().contains(script));
        return changed || ahead;
    }
}
