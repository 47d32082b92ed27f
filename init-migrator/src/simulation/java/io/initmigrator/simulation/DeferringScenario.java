package io.initmigrator.simulation;

import io.initmigrator.election.LeaseTiming;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Generates worlds in which one Deployment is updated to a bundle with deferred scripts, rolled back, and updated again. */
final class DeferringScenario {

    private DeferringScenario() {}

    static Scenario random(VirtualScheduler world) {
        Set<SimulatedFault> faults = Scenario.randomFaults(world);
        // A Deployment replaces a pod by one with another name, and restores missing pods itself.
        faults.remove(SimulatedFault.REPLACE);
        faults.remove(SimulatedFault.RESTART_READY);
        ScriptKinds kinds = ScriptKinds.random(world);
        RollingUpdate update = update(world);
        List<RolloutPlan> rollouts = rollouts(world, kinds, update.replicas());
        if (!Scenario.isRepairedAnyTime(rollouts)) {
            faults.remove(SimulatedFault.REPAIR);
        }
        return new Scenario(
                !world.chance(100),
                LeaseTiming.of(Duration.ofSeconds(world.chance(500) ? 15 : world.between(3, 8))),
                Scenario.settings(world, faults.isEmpty(), WhenAhead.START, kinds),
                rollouts,
                jobs(world, rollouts),
                Scenario.waiters(world, rollouts),
                faults,
                world.between(1, 10) * VirtualScheduler.SECOND,
                faults.isEmpty() ? 0 : world.between(20, 120) * VirtualScheduler.SECOND,
                Optional.of(update));
    }

    private static RollingUpdate update(VirtualScheduler world) {
        int replicas = (int) world.between(1, 3);
        int surge = (int) world.between(0, replicas);
        int unavailable = (int) world.between(surge == 0 ? 1 : 0, replicas);
        return new RollingUpdate(replicas, surge, unavailable, world.between(1, 20) * VirtualScheduler.SECOND);
    }

    /**
     * Generates the first rollout, which installs, and further ones of a bundle with more scripts, of the newest bundle, or of an earlier
     * ReplicaSet.
     */
    private static List<RolloutPlan> rollouts(VirtualScheduler world, ScriptKinds kinds, int replicas) {
        List<RolloutPlan> rollouts = new ArrayList<>();
        PodBundle newest = new PodBundle("1", scripts(world, kinds, 0), Scenario.view(world));
        rollouts.add(new RolloutPlan("1", newest, replicas, 0));
        int others = (int) world.between(1, 5);
        for (int i = 0; i < others; i++) {
            long at = rollouts.getLast().at() + pause(world);
            RolloutPlan earlier = rollouts.get(world.random().nextInt(rollouts.size()));
            String revision = String.valueOf(rollouts.size() + 1);
            if (i > 0 && world.chance(400)) {
                rollouts.add(new RolloutPlan(earlier.revision(), earlier.bundle(), replicas, at));
            } else if (i > 0 && world.chance(200)) {
                rollouts.add(new RolloutPlan(revision, newest, replicas, at));
            } else {
                newest = more(world, kinds, newest, revision);
                rollouts.add(new RolloutPlan(revision, newest, replicas, at));
            }
        }
        return rollouts;
    }

    /** A pipeline starts one for a rollout, at once or much later, when another rollout may be under way or over. */
    private static List<RolloutPlan> jobs(VirtualScheduler world, List<RolloutPlan> rollouts) {
        List<RolloutPlan> jobs = new ArrayList<>();
        for (RolloutPlan rolled : rollouts) {
            if (world.chance(300)) {
                jobs.add(new RolloutPlan("", rolled.bundle(), 1, rolled.at() + pause(world)));
            }
        }
        return jobs;
    }

    /** Generates the time between two rollouts: often the earlier one is complete by then, sometimes it has hardly begun. */
    private static long pause(VirtualScheduler world) {
        return world.between(0, (world.chance(500) ? 20 : 90) * VirtualScheduler.SECOND);
    }

    private static PodBundle more(VirtualScheduler world, ScriptKinds kinds, PodBundle before, String name) {
        List<Script> all = Stream.concat(
                        before.scripts().stream(),
                        scripts(world, kinds, before.scripts().size()).stream())
                .toList();
        return new PodBundle(name, all, Scenario.view(world));
    }

    private static List<Script> scripts(VirtualScheduler world, ScriptKinds kinds, int after) {
        int count = (int) world.between(1, 3);
        int needed = (int) world.between(after == 0 ? 1 : 0, count);
        List<Script> scripts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            boolean isAfterRollout = i > needed || world.chance(100);
            scripts.add(new Script(
                    after + i, "as_written", Scenario.statements(world), false, isAfterRollout, kinds.next(world)));
        }
        return scripts;
    }
}
