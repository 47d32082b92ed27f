package io.initmigrator.simulation;

import io.initmigrator.rollout.WorkloadStatus;
import io.initmigrator.rollout.WorkloadStatus.Phase;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Simulates one Deployment and its controller: replaces the pods of each rollout gradually by those of the next. */
final class SimulatedDeployment {

    private final VirtualScheduler world;
    private final Kubelet kubelet;
    private final RollingUpdate update;
    private @Nullable RolloutPlan specified;
    private @Nullable RolloutPlan observed;
    private int made;
    private int newest;

    SimulatedDeployment(VirtualScheduler world, Kubelet kubelet, RollingUpdate update) {
        this.world = world;
        this.kubelet = kubelet;
        this.update = update;
    }

    /** Applies another pod template, or the previous one. */
    void apply(RolloutPlan rolled) {
        world.trace(() -> "APPLY revision " + rolled.revision());
        specified = rolled;
        newest = Math.max(newest, Integer.parseInt(rolled.revision()));
        changed();
    }

    /** Notifies the controller of a change, which it sees a little later. */
    void changed() {
        world.in(world.between(VirtualScheduler.MILLI, VirtualScheduler.SECOND), this::reconcile);
    }

    private void reconcile() {
        RolloutPlan current = specified;
        if (current == null || world.isOver()) {
            return;
        }
        observed = current;
        scaleUp(current);
        scaleDown(current);
        kubelet.endIfDone();
    }

    private void scaleUp(RolloutPlan current) {
        long all = kept().size();
        long updated = updated(current).size();
        while (updated < update.replicas() && all < update.replicas() + update.surge()) {
            kubelet.create("pod-" + ++made, current);
            updated++;
            all++;
        }
    }

    private void scaleDown(RolloutPlan current) {
        List<ReplicaSlot> old =
                kept().stream().filter(slot -> !isOf(slot, current)).toList();
        old.stream().filter(slot -> !slot.isServing()).forEach(this::delete);
        long spare = kept().stream().filter(ReplicaSlot::isServing).count() - update.replicas() + update.unavailable();
        old.stream().filter(ReplicaSlot::isServing).limit(Math.max(0, spare)).forEach(this::delete);
    }

    /** Deletes the pod, which is terminating until its application has ended. */
    private void delete(ReplicaSlot slot) {
        world.trace(() -> "delete " + slot);
        slot.delete();
        world.in(world.between(VirtualScheduler.MILLI, update.longestGrace()), () -> {
            world.trace(() -> "gone " + slot);
            kubelet.remove(slot);
            changed();
        });
    }

    private List<ReplicaSlot> kept() {
        return kubelet.slots().stream().filter(slot -> !slot.isDeleted()).toList();
    }

    private List<ReplicaSlot> updated(RolloutPlan current) {
        return kept().stream().filter(slot -> isOf(slot, current)).toList();
    }

    private static boolean isOf(ReplicaSlot slot, RolloutPlan rolled) {
        return slot.revision().equals(rolled.revision());
    }

    /** Returns the status of the Deployment. */
    WorkloadStatus status() {
        RolloutPlan current = observed;
        if (current == null || !current.equals(specified)) {
            return new WorkloadStatus(Phase.PROGRESSING, "", "not observed");
        }
        List<ReplicaSlot> updated = updated(current);
        boolean complete = updated.size() == update.replicas()
                && updated.stream().allMatch(ReplicaSlot::isServing)
                && kept().size() == updated.size();
        return new WorkloadStatus(
                complete ? Phase.COMPLETE : Phase.PROGRESSING,
                current.revision(),
                complete ? "" : "not all are updated");
    }

    /** Checks for pods of another revision, including terminating ones. */
    boolean hasPodsBut(String revision) {
        return kubelet.slots().stream()
                .anyMatch(slot -> !slot.isGone() && !slot.revision().equals(revision));
    }

    /** Checks whether a newer rollout has begun; its progress is unknown. */
    boolean isUndone() {
        return specified != null && Integer.parseInt(specified.revision()) < newest;
    }

    boolean isComplete() {
        return status().phase() == Phase.COMPLETE && !hasPodsBut(status().revision());
    }

    /**
     * Rule: a deferred script must not begin while the application of a bundle without it is alive, unless that pod is newer than the
     * leadership under which the script runs.
     *
     * @param ledSince time at which that leader took the fence
     */
    void checkBegin(Script script, long ledSince) {
        Optional<ReplicaSlot> victim = kubelet.slots().stream()
                .filter(slot -> slot.isServing() && !slot.isGone() && slot.createdAt() < ledSince)
                .filter(slot -> !slot.bundle().scripts().contains(script))
                .findFirst();
        victim.ifPresent(slot -> world.violate(script.name() + " begins while " + slot + " is alive", null));
    }
}
