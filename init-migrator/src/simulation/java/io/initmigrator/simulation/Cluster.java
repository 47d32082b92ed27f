package io.initmigrator.simulation;

import io.initmigrator.core.Identity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Contains one simulated world: an API server, a PostgreSQL, and a kubelet that runs the pods of one or more rollouts. */
final class Cluster {

    private static final long LONGEST_UNTIL_REPAIR = 20 * VirtualScheduler.SECOND;

    private final VirtualScheduler world;
    private final Scenario scenario;
    private final SimulatedApiServer api;
    private final SimulatedPostgres postgres;
    private final Kubelet kubelet;
    private final SimulatedOperator operator;
    private boolean meddled;

    Cluster(VirtualScheduler world, Scenario scenario, Set<SeededBug> sabotage) {
        this.world = world;
        this.scenario = scenario;
        this.api = new SimulatedApiServer(world, scenario.timing().leaseDuration());
        this.postgres = new SimulatedPostgres(world, this::mayEvict, this::checkBegin, sabotage);
        this.kubelet = new Kubelet(this, sabotage);
        this.operator = new SimulatedOperator(this);
    }

    VirtualScheduler world() {
        return world;
    }

    Scenario scenario() {
        return scenario;
    }

    SimulatedApiServer api() {
        return api;
    }

    SimulatedPostgres postgres() {
        return postgres;
    }

    Kubelet kubelet() {
        return kubelet;
    }

    SimulatedOperator operator() {
        return operator;
    }

    /** Returns the API server for a user who edits Leases by hand, who then also has to end the sessions that no Lease names any more. */
    SimulatedApiServer apiForManualEdit() {
        meddled = true;
        return api;
    }

    /** Rule: only a container that has led within a renew deadline may terminate the session of a live leader. */
    private boolean mayEvict(Container evictor, Container victim) {
        return !api.leads(victim)
                || api.hasLedWithin(evictor, scenario.timing().renewDeadline().toNanos());
    }

    private void checkBegin(@Nullable Container client, Script script, long fenceSince) {
        kubelet.checkBegin(client, script, fenceSince);
    }

    long leaseNanos() {
        return scenario.timing().leaseDuration().toNanos();
    }

    /** Returns a moment after at least a millisecond and at most {@code longest} nanoseconds, but not after the end of the faults. */
    long randomDelay(long longest) {
        return Math.min(world.now() + world.between(VirtualScheduler.MILLI, longest), scenario.quietAt());
    }

    /** Returns a random running container; in half of the cases the one whose session holds the fence, if there is one. */
    Optional<Container> anyContainer() {
        List<Container> running = kubelet.running();
        if (running.isEmpty()) {
            return Optional.empty();
        }
        Container any = running.get(world.random().nextInt(running.size()));
        return Optional.of(world.chance(500) ? any : leader().orElse(any));
    }

    /** Returns the container whose session holds the fence. */
    Optional<Container> leader() {
        return Optional.ofNullable(postgres.fenceHolder())
                .map(ServerSession::client)
                .filter(client -> kubelet.running().contains(client));
    }

    /** Schedules the rollouts, the faults and their end. */
    void schedule() {
        int number = 0;
        for (RolloutPlan rolled : scenario.rollouts()) {
            String name = "rollout" + ++number;
            world.at(rolled.at(), () -> kubelet.roll(name, rolled));
            if (scenario.faults().contains(SimulatedFault.REPAIR)) {
                world.at(rolled.at() + world.between(0, LONGEST_UNTIL_REPAIR), operator::repairUnasked);
            }
        }
        for (RolloutPlan job : scenario.jobs()) {
            world.at(job.at(), () -> kubelet.startJob(job));
        }
        for (RolloutPlan waiters : scenario.waiters()) {
            world.at(waiters.at(), () -> kubelet.startWaiters(waiters));
        }
        if (!scenario.isWithoutFaults()) {
            strikeLater(List.copyOf(scenario.faults()));
            world.at(scenario.quietAt(), this::cleanUp);
        }
    }

    private void strikeLater(List<SimulatedFault> errors) {
        world.in(world.between(VirtualScheduler.MILLI, 2 * scenario.faultEvery()), () -> {
            if (world.now() < scenario.quietAt()) {
                errors.get(world.random().nextInt(errors.size())).inject(this);
                strikeLater(errors);
            }
        });
    }

    /**
     * Ends the leftover sessions of processes that no Lease has named as leader: no pod may terminate them, so in reality they last until
     * TCP keep-alive or an operator ends them.
     */
    private void cleanUp() {
        world.trace(() -> "QUIET");
        boolean unknown = meddled || !scenario.byLease();
        postgres.endLeftoverSessions(
                name -> unknown || !api.hasHeld(name.substring(Identity.APPLICATION_PREFIX.length())));
        kubelet.endIfDone();
    }
}
