package io.initmigrator.simulation;

import io.initmigrator.core.Outcome;
import io.initmigrator.schema.Problem;

/**
 * Simulates the person who reads that a pod has exited with 4 and why. Where the remedy is a repair, the operator undoes by hand what no
 * repair undoes, and runs one, again until it has succeeded.
 */
final class SimulatedOperator {

    private static final long LONGEST_REACTION = 40 * VirtualScheduler.SECOND;

    private final VirtualScheduler world;
    private final Cluster cluster;
    private boolean busy;

    SimulatedOperator(Cluster cluster) {
        this.cluster = cluster;
        this.world = cluster.world();
    }

    static boolean needsRepair(ContainerExit ending) {
        return ending.outcome() instanceof Outcome.SchemaMismatch(Problem problem)
                && problem.remedy().contains("init-migrator repair");
    }

    /** Reacts to the exit of a container, or to a failed attempt of a sidecar. */
    void notice(ContainerExit ending) {
        if (!busy && needsRepair(ending)) {
            busy = true;
            repairLater();
        }
    }

    /** Runs a repair for which there is perhaps no reason, unless another one is under way. */
    void repairUnasked() {
        if (!busy) {
            busy = true;
            cluster.kubelet().startRepair();
        }
    }

    /** Reacts to the end of a repair. */
    void repairEnded(boolean isDone) {
        if (isDone) {
            busy = false;
        } else {
            repairLater();
        }
    }

    private void repairLater() {
        world.in(world.between(VirtualScheduler.SECOND, LONGEST_REACTION), this::repair);
    }

    /** Another repair, of which the answer was lost, may have succeeded, and the script may run again. */
    private void repair() {
        if (cluster.postgres().needsRepair()) {
            cluster.postgres().undoByHand();
            cluster.kubelet().startRepair();
        } else {
            busy = false;
        }
    }
}
