package io.initmigrator.simulation;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.UnreachableException;
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
                || (ready ? cluster.postgres().holdsAll(slot.bundle()) : mayEnd(slot, container, ending));
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
        boolean isVerdict = ending.outcome() instanceof Outcome.SchemaMismatch
                || (ending.outcome() instanceof Outcome.Failed failed && isBad(slot, failed));
        return isVerdict && cluster.world().now() >= cluster.scenario().quietAt();
    }

    private boolean mayEnd(ReplicaSlot slot, Container container, ContainerExit ending) {
        boolean calm = cluster.scenario().isWithoutFaults();
        return switch (ending.outcome()) {
            case Outcome.Ready ready -> cluster.postgres().holds(slot.bundle()) && hasRunItsRepeatable(slot, container);
            case Outcome.Failed failed ->
                ScriptRunner.isOutOfMemory(failed.failure()) ? isFaulted() : isBad(slot, failed);
            case Outcome.SchemaMismatch misfit -> isMisfit(slot);
            case Outcome.LeadershipLost lost -> !calm;
            case Outcome.Repaired repaired -> false;
            case Outcome.RolloutNotComplete waiting -> false;
            case Outcome.DeadlinePassed passed -> !calm;
            case null ->
                switch (ending.code()) {
                    case ContainerExit.STOPPED -> container.isStopping();
                    case ContainerExit.OUT_OF_MEMORY -> isFaulted();
                    default -> !calm;
                };
        };
    }

    private boolean isFaulted() {
        return cluster.scenario().faults().contains(SimulatedFault.OUT_OF_MEMORY);
    }

    private static boolean isBad(ReplicaSlot slot, Outcome.Failed failed) {
        return slot.bundle()
                .bad()
                .map(Script::name)
                .filter(failed.failure().script()::equals)
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
