package io.initmigrator.simulation;

import io.initmigrator.command.DeferredRunner;
import io.initmigrator.command.MigrateCommand;
import io.initmigrator.core.Identity;
import io.initmigrator.core.Outcome;
import io.initmigrator.core.StopSignal;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.Candidate;
import io.initmigrator.election.Elector;
import io.initmigrator.election.FenceElector;
import io.initmigrator.election.LeaseElector;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.migration.NotDeferrable;
import io.initmigrator.rollout.Rollout;
import io.initmigrator.rollout.RolloutContext;
import io.initmigrator.rollout.RolloutGate;
import io.initmigrator.rollout.RolloutSettings;
import java.util.ArrayList;
import java.util.List;
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
    private final List<ReplicaSlot> jobs = new ArrayList<>();
    private final List<RecordedEvent> recordedEvents = new ArrayList<>();
    private final @Nullable SimulatedDeployment deployment;
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
        this.awaited =
                cluster.scenario().rollouts().size() + cluster.scenario().jobs().size();
    }

    void roll(String name, RolloutPlan rolled) {
        awaited--;
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
        ReplicaSlot slot = new ReplicaSlot("job-" + (jobs.size() + 1), job, world.now());
        jobs.add(slot);
        start(slot);
    }

    void create(String name, RolloutPlan rolled) {
        ReplicaSlot slot = new ReplicaSlot(name, rolled, world.now());
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
        slotOf(cutOff).ifPresent(this::restart);
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

    private Stream<ReplicaSlot> all() {
        return Stream.concat(slots.stream(), jobs.stream());
    }

    private Optional<ReplicaSlot> slotOf(Container container) {
        return all().filter(slot -> slot.isRunBy(container)).findFirst();
    }

    private void restart(ReplicaSlot slot) {
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
        boolean isJob = jobs.contains(slot);
        ContainerExit ending = run(slot, container, isJob);
        world.trace(() -> container + " exits " + ending.code() + ": " + ending.why());
        container.end(false);
        if (isJob) {
            checker.checkJobExit(slot, container, ending);
        } else {
            checker.checkExit(slot, container, ending);
        }
        if (slot.isRunBy(container)) {
            endOrRestart(slot, ending);
        }
    }

    private void endOrRestart(ReplicaSlot slot, ContainerExit ending) {
        boolean isOver = jobs.contains(slot) ? isEndOfJob(slot, ending) : checker.isEnd(slot, ending);
        if (slot.isGone() || isOver) {
            slot.end();
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

    private ContainerExit run(ReplicaSlot slot, Container container, boolean isJob) {
        StopSignal stopSignal = new StopSignal(Thread.currentThread());
        container.stoppedBy(stopSignal);
        try {
            if (isJob && deployment != null) {
                container.goesOnAfterRollout();
                return ContainerExit.of(
                        attempt(slot, container, stopSignal, deployment).run());
            }
            Outcome outcome = new Rollout(
                            context(slot, container, stopSignal, settings()),
                            candidate -> elector(candidate, container))
                    .run();
            return deployment != null && outcome instanceof Outcome.Ready
                    ? serve(slot, container, stopSignal, outcome, deployment)
                    : ContainerExit.of(outcome);
        } catch (UnreachableException unreachable) {
            return ContainerExit.unreachable(String.valueOf(unreachable.getMessage()));
        } catch (InterruptedException stopped) {
            return ContainerExit.stopped();
        } catch (OutOfMemory error) {
            return ContainerExit.outOfMemory();
        }
    }

    /** Serves like the sidecar: the application starts, and the deferred scripts run after the rollout. */
    private ContainerExit serve(
            ReplicaSlot slot, Container container, StopSignal stopSignal, Outcome ready, SimulatedDeployment running)
            throws InterruptedException {
        checker.checkExit(slot, container, ContainerExit.of(ready));
        slot.serve();
        container.goesOnAfterRollout();
        running.changed();
        new DeferredRunner(
                        () -> attempt(slot, container, stopSignal, running),
                        settings().failureBackoff(),
                        new DeferredRunner.Sentences(
                                outcome -> checker.checkJobExit(slot, container, ContainerExit.of(outcome)),
                                error -> checker.checkJobExit(container, error)),
                        event -> record(container, event),
                        new VirtualTime(container),
                        world.random())
                .run();
        return ContainerExit.of(ready);
    }

    private MigrateCommand attempt(
            ReplicaSlot slot, Container container, StopSignal stopSignal, SimulatedDeployment running) {
        RolloutSettings settings = settings().afterRollout();
        Optional<RolloutGate> gate = sabotage.contains(SeededBug.NO_ROLLOUT_WAIT)
                ? Optional.empty()
                : Optional.of(new RolloutGate(
                        new SimulatedWorkload(
                                new ApiConnection(container, cluster.api()),
                                running,
                                sabotage.contains(SeededBug.NO_SECOND_LOOK)),
                        slot.revision(),
                        settings.timeout(),
                        process(container, stopSignal)));
        return new MigrateCommand(
                slot.bundle().bundle(),
                settings.whenEmpty(),
                new Rollout(
                        context(slot, container, stopSignal, settings),
                        candidate -> elector(candidate, container),
                        gate),
                event -> record(container, event),
                null,
                null);
    }

    private RolloutSettings settings() {
        return cluster.scenario().settings();
    }

    private RolloutContext context(
            ReplicaSlot slot, Container container, StopSignal stopSignal, RolloutSettings settings) {
        return new RolloutContext(
                container.identity(),
                slot.bundle().bundle(),
                settings,
                new SimulatedDatabase(container, cluster.postgres()),
                new ScriptRunner(slot.bundle(), settings.deferring(), sabotage),
                process(container, stopSignal));
    }

    private Candidate.ProcessContext process(Container container, StopSignal stopSignal) {
        return new Candidate.ProcessContext(
                new VirtualTime(container), world.random(), event -> record(container, event), stopSignal);
    }

    private Elector elector(Candidate candidate, Container container) {
        return cluster.scenario().byLease()
                ? new LeaseElector(
                        candidate,
                        new SimulatedLeases(container, cluster.api()),
                        cluster.scenario().timing(),
                        new VirtualBackgroundExecutor(container))
                : new FenceElector(candidate);
    }

    private void record(Container container, RolloutEvent event) {
        container.step();
        world.trace(() -> container + " " + event);
        recordedEvents.add(new RecordedEvent(container, event, world.now()));
        if (event instanceof RolloutEvent.Elected) {
            container.elected();
        }
    }
}
