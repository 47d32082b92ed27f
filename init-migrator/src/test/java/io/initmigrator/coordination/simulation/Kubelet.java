package io.initmigrator.coordination.simulation;

import io.initmigrator.coordination.Candidate;
import io.initmigrator.coordination.FenceTurns;
import io.initmigrator.coordination.Identity;
import io.initmigrator.coordination.LeaseTurns;
import io.initmigrator.coordination.Notice;
import io.initmigrator.coordination.Pod;
import io.initmigrator.coordination.Rollout;
import io.initmigrator.coordination.StopSignal;
import io.initmigrator.coordination.Turns;
import io.initmigrator.coordination.UnreachableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Starts containers, and starts them again until they have ended as they should. */
final class Kubelet {

    /** How soon SIGTERM must have worked. */
    private static final long GRACE = 2 * World.SECOND;

    private final Cluster cluster;
    private final World world;
    private final Judge judge;
    private final Set<Sabotage> sabotage;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private int awaited;
    private int replacements;

    Kubelet(Cluster cluster, Set<Sabotage> sabotage) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.judge = new Judge(cluster);
        this.sabotage = sabotage;
        this.awaited = cluster.scenario().rollouts().size();
    }

    void roll(String name, Rolled rolled) {
        awaited--;
        for (int i = 0; i < rolled.pods(); i++) {
            Slot slot = new Slot(name + "-" + i, rolled);
            slots.add(slot);
            start(slot);
        }
    }

    List<Slot> slots() {
        return slots;
    }

    List<Told> told() {
        return told;
    }

    List<Container> running() {
        return slots.stream().map(Slot::running).flatMap(Optional::stream).toList();
    }

    void kill(Container victim, boolean withNode) {
        world.trace(() -> "kill " + victim);
        victim.end(withNode);
        slotOf(victim).ifPresent(this::restart);
    }

    /** The pod is gone for good; the others must do without it. */
    void lose(Container victim, boolean withNode) {
        world.trace(() -> "lose " + victim);
        slotOf(victim).ifPresent(Slot::end);
        victim.end(withNode);
    }

    /** The node is cut off and given up for lost: the same pod starts elsewhere, while its old process lives on. */
    void replace(Container cutOff) {
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

    /** A node drain: a pod that was ready comes again. */
    void restartOneThatEnded() {
        slots.stream().filter(Slot::hasEnded).findAny().ifPresent(slot -> {
            slot.replace(slot.name() + "-" + ++replacements);
            start(slot);
        });
    }

    private Optional<Slot> slotOf(Container container) {
        return slots.stream().filter(slot -> slot.isRunBy(container)).findFirst();
    }

    private void restart(Slot slot) {
        long pause = (World.SECOND << Math.min(slot.starts() - 1, 4)) + world.latency();
        int startsNow = slot.starts();
        world.in(pause, () -> {
            if (slot.starts() == startsNow) {
                start(slot);
            }
        });
    }

    private void start(Slot slot) {
        String nonce = sabotage.contains(Sabotage.CONSTANT_NONCE)
                ? "0"
                : Long.toHexString(world.random().nextLong(1L << 32));
        Container container = new Container(world, new Identity(slot.name(), nonce), slot.revision());
        slot.started(container);
        world.trace(() -> "start " + container + " for " + slot);
        container.spawn(() -> live(slot, container));
    }

    private void live(Slot slot, Container container) {
        Ending ending = run(slot, container);
        world.trace(() -> container + " exits " + ending.code() + ": " + ending.why());
        container.end(false);
        judge.hear(slot, container, ending);
        if (slot.isRunBy(container)) {
            settle(slot, ending);
        }
    }

    private void settle(Slot slot, Ending ending) {
        if (judge.isEnd(slot, ending)) {
            slot.end();
        } else {
            restart(slot);
        }
        endIfDone();
    }

    /** It is over when nothing more is to come and every pod has ended. */
    void endIfDone() {
        if (awaited == 0
                && world.now() >= cluster.scenario().quietAt()
                && slots.stream().allMatch(Slot::hasEnded)) {
            cluster.postgres().checkView();
            world.end();
        }
    }

    private Ending run(Slot slot, Container container) {
        StopSignal stop = new StopSignal(Thread.currentThread());
        container.stoppedBy(stop);
        try {
            return Ending.of(new Rollout(pod(slot, container, stop), candidate -> turns(candidate, container)).run());
        } catch (UnreachableException unreachable) {
            return Ending.unreachable(String.valueOf(unreachable.getMessage()));
        } catch (InterruptedException stopped) {
            return Ending.stopped();
        } catch (OutOfMemory error) {
            return Ending.outOfMemory();
        }
    }

    private Pod pod(Slot slot, Container container, StopSignal stop) {
        return new Pod(
                container.identity(),
                slot.carried().bundle(),
                cluster.scenario().settings(),
                new PostgresClient(container, cluster.postgres()),
                new ScriptRunner(slot.carried(), sabotage),
                new Candidate.Surroundings(
                        new VirtualTime(container), world.random(), notice -> hear(container, notice), stop));
    }

    private Turns turns(Candidate candidate, Container container) {
        return cluster.scenario().byLease()
                ? new LeaseTurns(
                        candidate,
                        new ApiClient(container, cluster.api()),
                        cluster.scenario().timing(),
                        new VirtualBackground(container))
                : new FenceTurns(candidate);
    }

    private void hear(Container container, Notice notice) {
        container.step();
        world.trace(() -> container + " " + notice);
        told.add(new Told(container, notice, world.now()));
        if (notice instanceof Notice.Elected) {
            container.elected();
        }
    }
}
