package io.initmigrator.coordination.simulation;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One world from one seed. */
final class Simulation {

    /** How long after the last fault every pod must have ended. */
    static final long PATIENCE = 600 * World.SECOND;

    private Simulation() {}

    /**
     * What came of it.
     *
     * @param trace what happened, one line each; empty unless it was asked for
     */
    record Result(long seed, Optional<Violation> violation, long steps, long nanos, List<String> trace) {}

    static Result run(long seed, Set<Sabotage> sabotage, boolean tracing) {
        World world = new World(seed, tracing);
        Scenario scenario = Scenario.drawn(world);
        world.trace(scenario::toString);
        Cluster cluster = new Cluster(world, scenario, sabotage);
        cluster.schedule();
        long bound = Math.max(scenario.quietAt(), scenario.rollouts().getLast().at()) + PATIENCE;
        world.at(bound, () -> world.violate("stuck: " + stuck(cluster), null));
        Optional<Violation> violation = world.run();
        return new Result(seed, violation, world.steps(), world.now(), world.trace());
    }

    private static List<Slot> stuck(Cluster cluster) {
        return cluster.kubelet().slots().stream()
                .filter(slot -> !slot.hasEnded())
                .toList();
    }
}
