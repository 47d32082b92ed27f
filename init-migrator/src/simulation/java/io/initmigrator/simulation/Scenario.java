package io.initmigrator.simulation;

import io.initmigrator.election.LeaseTiming;
import io.initmigrator.rollout.ClusterAdvice;
import io.initmigrator.rollout.RolloutSettings;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.rollout.RolloutSettings.WhenNotDeferrable;
import io.initmigrator.schema.SchemaVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Describes the events of a world.
 *
 * @param byLease true for election by Lease, false for the fence alone
 * @param rollouts in order, at least one: a second bundle that extends the first, one of the same versions with another or an earlier view,
 *     only a new ReplicaSet, or an earlier one again
 * @param faults that may occur
 * @param faultEvery mean time between two faults, in nanoseconds
 * @param quietAt end of the faults, in nanoseconds
 * @param jobs that run the deferred scripts of a rollout's bundle, in order of their rollouts
 * @param waiters pods of other workloads that wait for a bundle or a version
 * @param update rolling update of one Deployment from each rollout to the next; empty if rollouts run side by side
 */
record Scenario(
        boolean byLease,
        LeaseTiming timing,
        RolloutSettings settings,
        List<RolloutPlan> rollouts,
        List<RolloutPlan> jobs,
        List<RolloutPlan> waiters,
        Set<SimulatedFault> faults,
        long faultEvery,
        long quietAt,
        Optional<RollingUpdate> update) {

    /** Generates a random scenario; one in ten has no faults. */
    static Scenario random(VirtualScheduler world) {
        Set<SimulatedFault> faults = randomFaults(world);
        ScriptKinds kinds = ScriptKinds.random(world);
        List<RolloutPlan> rollouts = rollouts(world, kinds);
        if (!isRepairedAnyTime(rollouts)) {
            faults.remove(SimulatedFault.REPAIR);
        }
        return new Scenario(
                !world.chance(100),
                LeaseTiming.of(Duration.ofSeconds(world.chance(500) ? 15 : world.between(3, 8))),
                settings(world, faults.isEmpty(), world.chance(900) ? WhenAhead.START : WhenAhead.FAIL, kinds),
                rollouts,
                List.of(),
                waiters(world, rollouts),
                faults,
                world.between(1, 10) * VirtualScheduler.SECOND,
                faults.isEmpty() ? 0 : world.between(10, 60) * VirtualScheduler.SECOND,
                Optional.empty());
    }

    /** Returns three pods with the default lease and a migration of half a minute, without random faults: the test injects them. */
    static Scenario undisturbed(VirtualScheduler world) {
        List<Script> scripts = Stream.iterate(1, version -> version + 1)
                .limit(10)
                .map(version -> new Script(
                        version,
                        "as_written",
                        List.of(VirtualScheduler.SECOND, 2 * VirtualScheduler.SECOND),
                        false,
                        false,
                        ScriptKind.TRANSACTIONAL))
                .toList();
        PodBundle only = new PodBundle("one", scripts, Script.repeatable("a", List.of(VirtualScheduler.MILLI)));
        return new Scenario(
                true,
                LeaseTiming.of(Duration.ofSeconds(15)),
                settings(world, true, WhenAhead.START, ScriptKinds.PROTECTED),
                List.of(new RolloutPlan("1", only, 3, 0)),
                List.of(),
                List.of(),
                EnumSet.noneOf(SimulatedFault.class),
                0,
                0,
                Optional.empty());
    }

    boolean isWithoutFaults() {
        return faults.isEmpty();
    }

    static Set<SimulatedFault> randomFaults(VirtualScheduler world) {
        Set<SimulatedFault> faults = EnumSet.noneOf(SimulatedFault.class);
        if (world.chance(100)) {
            return faults;
        }
        int odds = (int) world.between(100, 700);
        for (SimulatedFault fault : SimulatedFault.values()) {
            if (world.chance(odds)) {
                faults.add(fault);
            }
        }
        return faults;
    }

    private static List<RolloutPlan> rollouts(VirtualScheduler world, ScriptKinds kinds) {
        boolean known = !world.chance(100);
        List<RolloutPlan> rollouts = new ArrayList<>();
        PodBundle newest = new PodBundle("one", scripts(world, kinds, 0, world.chance(150)), view(world));
        rollouts.add(new RolloutPlan(known ? "1" : "", newest, (int) world.between(1, 5), 0));
        if (world.chance(400)) {
            List<Script> more = scripts(world, kinds, newest.scripts().size(), false);
            List<Script> all = Stream.concat(newest.scripts().stream().map(Scenario::corrected), more.stream())
                    .toList();
            newest = new PodBundle("two", all, view(world));
            rollouts.add(new RolloutPlan(
                    known ? "2" : "",
                    newest,
                    (int) world.between(1, 3),
                    world.between(0, 30 * VirtualScheduler.SECOND)));
        }
        int others = world.chance(500) ? (int) world.between(1, 4) : 0;
        for (int i = 0; i < others; i++) {
            long at = rollouts.getLast().at() + world.between(0, 20 * VirtualScheduler.SECOND);
            int pods = (int) world.between(1, 2);
            RolloutPlan earlier = rollouts.get(world.random().nextInt(rollouts.size()));
            rollouts.add(
                    world.chance(200)
                            ? new RolloutPlan(earlier.revision(), earlier.bundle(), pods, at)
                            : new RolloutPlan(
                                    known ? String.valueOf(rollouts.size() + 1) : "",
                                    new PodBundle(newest.name(), newest.scripts(), view(world)),
                                    pods,
                                    at));
        }
        return rollouts;
    }

    /** Returns whether a repair needs no preparation by hand, whatever was interrupted or has failed. */
    static boolean isRepairedAnyTime(List<RolloutPlan> rollouts) {
        return rollouts.stream()
                .flatMap(rolled -> rolled.bundle().scripts().stream())
                .allMatch(script -> script.kind().isUndoneByRepair() && (script.isProtected() || !script.isBad()));
    }

    /** Generates pods that wait for the bundle of a rollout, or for one of its versions, and start before or after it. */
    static List<RolloutPlan> waiters(VirtualScheduler world, List<RolloutPlan> rollouts) {
        List<RolloutPlan> waiters = new ArrayList<>();
        for (RolloutPlan rolled : rollouts) {
            if (world.chance(200)) {
                int versions = rolled.bundle().scripts().size();
                waiters.add(new RolloutPlan(
                        "",
                        rolled.bundle(),
                        (int) world.between(1, 2),
                        world.between(0, rolled.at() + 20 * VirtualScheduler.SECOND),
                        world.chance(500)
                                ? Optional.of(new SchemaVersion(String.valueOf(world.between(1, versions))))
                                : Optional.empty()));
            }
        }
        return waiters;
    }

    static Script view(VirtualScheduler world) {
        return Script.repeatable(world.chance(500) ? "a" : "b", statements(world));
    }

    private static List<Script> scripts(VirtualScheduler world, ScriptKinds kinds, int after, boolean lastIsBad) {
        int count = (int) world.between(1, 4);
        List<Script> scripts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            scripts.add(new Script(
                    after + i, "as_written", statements(world), lastIsBad && i == count, false, kinds.next(world)));
        }
        return scripts;
    }

    static List<Long> statements(VirtualScheduler world) {
        long longest =
                world.chance(100) ? 20 * VirtualScheduler.SECOND : world.between(5, 3000) * VirtualScheduler.MILLI;
        return Stream.generate(() -> world.between(VirtualScheduler.MILLI, longest))
                .limit(world.between(1, 3))
                .toList();
    }

    private static Script corrected(Script script) {
        return script.isBad()
                ? new Script(script.version(), "corrected", script.statements(), false, false, script.kind())
                : script;
    }

    static RolloutSettings settings(VirtualScheduler world, boolean calm, WhenAhead whenAhead, ScriptKinds kinds) {
        return new RolloutSettings(
                Duration.ofSeconds(calm || world.chance(800) ? 600 : world.between(20, 120)),
                whenAhead,
                WhenEmpty.FAIL,
                kinds.whenInterrupted(),
                WhenNotDeferrable.WARN,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                true,
                ClusterAdvice.NONE);
    }
}
