package io.initmigrator.simulation;

import io.initmigrator.command.DeferredRunner;
import io.initmigrator.command.MigrateCommand;
import io.initmigrator.command.WaitCommand;
import io.initmigrator.core.Outcome;
import io.initmigrator.core.StopSignal;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.Candidate;
import io.initmigrator.election.Elector;
import io.initmigrator.election.FenceElector;
import io.initmigrator.election.LeaseElector;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.rollout.RepairRollout;
import io.initmigrator.rollout.Rollout;
import io.initmigrator.rollout.RolloutContext;
import io.initmigrator.rollout.RolloutGate;
import io.initmigrator.rollout.RolloutSettings;
import io.initmigrator.rollout.SchemaWaiter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Runs the real code of one container, from its start to its exit. */
final class ContainerProgram {

    private final Cluster cluster;
    private final InvariantChecker checker;
    private final Consumer<RecordedEvent> events;
    private final Set<SeededBug> sabotage;
    private final ReplicaSlot slot;
    private final Container container;
    private final StopSignal stopSignal;

    ContainerProgram(
            Cluster cluster,
            InvariantChecker checker,
            Consumer<RecordedEvent> events,
            Set<SeededBug> sabotage,
            ReplicaSlot slot,
            Container container) {
        this.cluster = cluster;
        this.checker = checker;
        this.events = events;
        this.sabotage = sabotage;
        this.slot = slot;
        this.container = container;
        this.stopSignal = new StopSignal(Thread.currentThread());
    }

    ContainerExit run(Optional<SimulatedDeployment> deployment) {
        container.stoppedBy(stopSignal);
        try {
            return switch (slot.role()) {
                case REPLICA -> migrate(deployment);
                case JOB -> runJob(deployment.orElseThrow());
                case WAITER -> ContainerExit.of(waiting().run());
                case REPAIR ->
                    ContainerExit.of(
                            new RepairRollout(context(settings().regardlessOfFailures()), this::elector).run());
            };
        } catch (UnreachableException unreachable) {
            return ContainerExit.unreachable(String.valueOf(unreachable.getMessage()));
        } catch (InterruptedException stopped) {
            return ContainerExit.stopped();
        } catch (OutOfMemory error) {
            return ContainerExit.outOfMemory();
        }
    }

    private ContainerExit migrate(Optional<SimulatedDeployment> deployment) throws InterruptedException {
        Outcome outcome = new Rollout(context(settings()), this::elector).run();
        return deployment.isPresent() && outcome instanceof Outcome.Ready
                ? serve(outcome, deployment.get())
                : ContainerExit.of(outcome);
    }

    private ContainerExit runJob(SimulatedDeployment deployment) throws InterruptedException {
        container.goesOnAfterRollout();
        return ContainerExit.of(attempt(deployment).run());
    }

    /** Serves like the sidecar: the application starts, and the deferred scripts run after the rollout. */
    private ContainerExit serve(Outcome ready, SimulatedDeployment deployment) throws InterruptedException {
        checker.checkExit(slot, container, ContainerExit.of(ready));
        slot.serve();
        container.goesOnAfterRollout();
        deployment.changed();
        new DeferredRunner(
                        () -> attempt(deployment),
                        settings().failureBackoff(),
                        new DeferredRunner.Sentences(
                                this::checkAttempt, error -> checker.checkJobExit(container, error)),
                        this::record,
                        new VirtualTime(container),
                        cluster.world().random())
                .run();
        return ContainerExit.of(ready);
    }

    private String checkAttempt(Outcome outcome) {
        ContainerExit ending = ContainerExit.of(outcome);
        cluster.operator().notice(ending);
        return checker.checkJobExit(slot, container, ending);
    }

    private MigrateCommand attempt(SimulatedDeployment deployment) {
        RolloutSettings settings = settings().afterRollout();
        Optional<RolloutGate> gate = sabotage.contains(SeededBug.NO_ROLLOUT_WAIT)
                ? Optional.empty()
                : Optional.of(new RolloutGate(
                        new SimulatedWorkload(
                                new ApiConnection(container, cluster.api()),
                                deployment,
                                sabotage.contains(SeededBug.NO_SECOND_LOOK)),
                        slot.revision(),
                        settings.timeout(),
                        process()));
        return new MigrateCommand(
                slot.bundle().bundle(),
                settings.whenEmpty(),
                new Rollout(context(settings), this::elector, gate),
                this::record,
                null,
                null);
    }

    private WaitCommand waiting() {
        return new WaitCommand(
                slot.bundle().bundle(),
                settings().whenEmpty(),
                new SchemaWaiter(
                        context(waiterSettings()),
                        cluster.scenario().byLease()
                                ? Optional.of(() -> new SimulatedLeases(container, cluster.api()))
                                : Optional.empty()),
                this::record,
                slot.awaited());
    }

    /** Waits for a minute at a time, so that a world with a bad bundle ends. */
    private RolloutSettings waiterSettings() {
        RolloutSettings settings = settings();
        return new RolloutSettings(
                Duration.ofMinutes(1),
                settings.whenAhead(),
                settings.whenEmpty(),
                settings.whenInterrupted(),
                settings.whenNotDeferrable(),
                settings.failureBackoff(),
                settings.lockRetryFor(),
                settings.deferring(),
                settings.advice());
    }

    private RolloutSettings settings() {
        return cluster.scenario().settings();
    }

    private RolloutContext context(RolloutSettings settings) {
        return new RolloutContext(
                container.identity(),
                slot.bundle().bundle(),
                settings,
                new SimulatedDatabase(container, cluster.postgres()),
                new ScriptRunner(slot.bundle(), settings.deferring(), sabotage),
                process());
    }

    private Candidate.ProcessContext process() {
        return new Candidate.ProcessContext(
                new VirtualTime(container), cluster.world().random(), this::record, stopSignal);
    }

    private Elector elector(Candidate candidate) {
        return cluster.scenario().byLease()
                ? new LeaseElector(
                        candidate,
                        new SimulatedLeases(container, cluster.api()),
                        cluster.scenario().timing(),
                        new VirtualBackgroundExecutor(container))
                : new FenceElector(candidate);
    }

    private void record(RolloutEvent event) {
        container.step();
        cluster.world().trace(() -> container + " " + event);
        events.accept(new RecordedEvent(container, event, cluster.world().now()));
        if (event instanceof RolloutEvent.Elected) {
            container.elected();
        }
    }
}
