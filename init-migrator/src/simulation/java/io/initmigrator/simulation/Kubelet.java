package io.initmigrator.simulation;

import io.initmigrator.core.Identity;
import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.migration.NotDeferrable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts containers, and restarts them until they have ended as they should. */
final class Kubelet {

    /** How often the pod of a Job is replaced. */
    private static final int BACKOFF_LIMIT = 3;

    /** Time within which SIGTERM must end a container. */
    private static final long GRACE = 2 * VirtualScheduler.SECOND;

    private final Cluster cluster;
    private final VirtualScheduler world;
    private final InvariantChecker checker;
    private final Set<SeededBug> sabotage;
    private final List<ReplicaSlot> slots = new ArrayList<>();
    private final List<ReplicaSlot> others = new ArrayList<>();
    private final List<RecordedEvent> recordedEvents = new ArrayList<>();
    private final @Nullable SimulatedDeployment deployment;
    private @Nullable PodBundle newest;
    private int awaited;
    private int replacements;

    Kubelet(Cluster cluster, Set<SeededBug> sabotage) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.checker = new InvariantChecker(cluster);
        this.sabotage = sabotage;
        this.deployment = cluster.scenario()
                .update()
                .map(update -> new SimulatedDeployment(world, this, update))
                .orElse(null);
        this.awaited = cluster.scenario().rollouts().size()
                + cluster.scenario().jobs().size()
                + cluster.scenario().waiters().size();
    }

    void roll(String name, RolloutPlan rolled) {
        awaited--;
        newest = newest == null
                        || rolled.bundle().scripts().size() >= newest.scripts().size()
                ? rolled.bundle()
                : newest;
        if (deployment != null) {
            deployment.apply(rolled);
            return;
        }
        for (int i = 0; i < rolled.pods(); i++) {
            create(name + "-" + i, rolled);
        }
    }

    /** A Job that runs the deferred scripts of a bundle. */
    void startJob(RolloutPlan job) {
        awaited--;
        startBeside(Role.JOB, job);
    }

    /** Pods of another workload, which wait for a bundle or a version. */
    void startWaiters(RolloutPlan waiters) {
        awaited--;
        for (int i = 0; i < waiters.pods(); i++) {
            startBeside(Role.WAITER, waiters);
        }
    }

    /** A container in which an operator runs {@code repair} with the newest bundle. */
    void startRepair() {
        if (newest != null) {
            startBeside(Role.REPAIR, new RolloutPlan("", newest, 1, world.now()));
        }
    }

    private void startBeside(Role role, RolloutPlan plan) {
        String name = role.name().toLowerCase(Locale.ROOT) + "-" + (others.size() + 1);
        ReplicaSlot slot = new ReplicaSlot(role, name, plan, world.now());
        others.add(slot);
        start(slot);
    }

    void create(String name, RolloutPlan rolled) {
        ReplicaSlot slot = new ReplicaSlot(Role.REPLICA, name, rolled, world.now());
        slots.add(slot);
        start(slot);
    }

    /** Removes a terminating pod whose application has ended, and stops its sidecar. */
    void remove(ReplicaSlot slot) {
        slot.remove();
        slot.running().ifPresent(this::terminate);
    }

    /** Rule, see {@link SimulatedDeployment#checkBegin}; a container may run the script if it has warned about it. */
    void checkBegin(@Nullable Container container, Script script, long ledSince) {
        if (deployment != null && script.isAfterRollout() && !hasWarned(container, script)) {
            deployment.checkBegin(script, ledSince);
        }
    }

    private boolean hasWarned(@Nullable Container container, Script script) {
        return recordedEvents.stream()
                .filter(told -> told.by().equals(container))
                .anyMatch(told -> told.notice() instanceof RolloutEvent.ScriptNotDeferrable(NotDeferrable warned)
                        && warned.script().equals(script.name()));
    }

    List<ReplicaSlot> slots() {
        return slots;
    }

    List<RecordedEvent> recordedEvents() {
        return recordedEvents;
    }

    List<Container> running() {
        return all().map(ReplicaSlot::running).flatMap(Optional::stream).toList();
    }

    void kill(Container victim, boolean withNode) {
        world.trace(() -> "kill " + victim);
        victim.end(withNode);
        slotOf(victim).filter(slot -> !slot.isGone()).ifPresent(this::restart);
    }

    /** Removes the pod for good; the others must work without it. */
    void removePod(Container victim, boolean withNode) {
        world.trace(() -> "lose " + victim);
        slotOf(victim).ifPresent(ReplicaSlot::end);
        victim.end(withNode);
    }

    /** Gives up a node that is cut off: the same pod starts elsewhere, while its old process continues to run. */
    void startElsewhere(Container cutOff) {
        world.trace(() -> "replace " + cutOff);
        slotOf(cutOff).filter(slot -> slot.role() != Role.REPAIR).ifPresent(this::restart);
    }

    void terminate(Container victim) {
        world.trace(() -> "terminate " + victim);
        if (!victim.terminate()) {
            kill(victim, false);
            return;
        }
        world.in(GRACE, () -> {
            if (!victim.isDead() && victim.frozenUntil() < world.now() - GRACE) {
                world.violate(victim + " was still there at the end of its grace period", null);
            }
        });
    }

    /** Drains a node: a pod that was ready starts again. */
    void restartOneThatEnded() {
        slots.stream().filter(ReplicaSlot::hasEnded).findAny().ifPresent(slot -> {
            slot.replace(slot.name() + "-" + ++replacements);
            start(slot);
        });
    }

    Stream<ReplicaSlot> all() {
        return Stream.concat(slots.stream(), others.stream());
    }

    private Optional<ReplicaSlot> slotOf(Container container) {
        return all().filter(slot -> slot.isRunBy(container)).findFirst();
    }

    /** Starts a container again after a pause; the operator decides about a repair. */
    private void restart(ReplicaSlot slot) {
        if (slot.role() == Role.REPAIR) {
            slot.end();
            cluster.operator().repairEnded(false);
            return;
        }
        long pause = (VirtualScheduler.SECOND << Math.min(slot.starts() - 1, 4)) + world.latency();
        int startsNow = slot.starts();
        world.in(pause, () -> {
            if (slot.starts() == startsNow && !slot.isGone()) {
                start(slot);
            }
        });
    }

    private void start(ReplicaSlot slot) {
        String nonce = sabotage.contains(SeededBug.CONSTANT_NONCE)
                ? "0"
                : Long.toHexString(world.random().nextLong(1L << 32));
        Container container = new Container(world, new Identity(slot.name(), nonce), slot.revision());
        slot.started(container);
        world.trace(() -> "start " + container + " for " + slot);
        container.spawn(() -> runContainer(slot, container));
    }

    private void runContainer(ReplicaSlot slot, Container container) {
        ContainerExit ending = new ContainerProgram(cluster, checker, recordedEvents::add, sabotage, slot, container)
                .run(Optional.ofNullable(deployment));
        world.trace(() -> container + " exits " + ending.code() + ": " + ending.why());
        container.end(false);
        if (slot.role() == Role.JOB) {
            checker.checkJobExit(slot, container, ending);
        } else {
            checker.checkExit(slot, container, ending);
        }
        cluster.operator().notice(ending);
        if (slot.isRunBy(container)) {
            endOrRestart(slot, ending);
        }
    }

    private void endOrRestart(ReplicaSlot slot, ContainerExit ending) {
        boolean isOver = slot.role() == Role.JOB ? isEndOfJob(slot, ending) : checker.isEnd(slot, ending);
        if (slot.isGone() || isOver) {
            slot.end();
            if (slot.role() == Role.REPAIR) {
                cluster.operator().repairEnded(true);
            }
        } else {
            restart(slot);
        }
        endIfDone();
    }

    private static boolean isEndOfJob(ReplicaSlot job, ContainerExit ending) {
        return ending.code() == 0
                || ending.outcome() instanceof Outcome.RolloutNotComplete
                || job.starts() > BACKOFF_LIMIT;
    }

    /** Ends the world once no event is awaited and every pod has ended. */
    void endIfDone() {
        if (awaited == 0
                && world.now() >= cluster.scenario().quietAt()
                && all().allMatch(ReplicaSlot::hasEnded)
                && (deployment == null || deployment.isComplete())) {
            if (deployment == null || !deployment.isUndone()) {
                cluster.postgres().checkView();
            }
            world.end();
        }
    }
}
