package io.initmigrator.simulation;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs one world from one seed. */
final class Simulation {

    private Simulation() {}

    /**
     * Contains the result of a run.
     *
     * @param trace events, one line each; empty unless it was requested
     */
    record Result(long seed, Optional<Violation> violation, long steps, long nanos, List<String> trace) {}

    static Result run(Worlds worlds, long seed, Set<SeededBug> sabotage, boolean tracing) {
        VirtualScheduler world = new VirtualScheduler(seed, tracing);
        Scenario scenario = worlds.randomScenario(world);
        world.trace(scenario::toString);
        Cluster cluster = new Cluster(world, scenario, sabotage);
        cluster.schedule();
        long bound = Math.max(scenario.quietAt(), scenario.rollouts().getLast().at()) + worlds.timeout();
        world.at(bound, () -> world.violate("stuck: " + stuck(cluster), null));
        Optional<Violation> violation = world.run();
        return new Result(seed, violation, world.steps(), world.now(), world.trace());
    }

    private static List<ReplicaSlot> stuck(Cluster cluster) {
        return cluster.kubelet().all().filter(slot -> !slot.hasEnded()).toList();
    }
}
