package io.initmigrator.simulation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Runs many worlds, one after the other on each processor. */
final class Simulations {

    private static final int ENOUGH = 10;
    private static final Duration LONGEST_WORLD = Duration.ofMinutes(2);

    private final Worlds worlds;
    private final Set<SeededBug> sabotage;
    private final AtomicLong next;
    private final long end;
    private final AtomicInteger found = new AtomicInteger();
    private final Map<Thread, Begun> begun = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

    /** Records the world that a worker began last. */
    private record Begun(long seed, long at) {}

    private Simulations(Worlds worlds, long first, long seeds, Set<SeededBug> sabotage) {
        this.worlds = worlds;
        this.next = new AtomicLong(first);
        this.end = first + seeds;
        this.sabotage = sabotage;
    }

    /** Runs the worlds, and returns the violations, each with the command that reproduces it; stops after a handful. */
    static List<String> run(Worlds worlds, long first, long seeds, Set<SeededBug> sabotage) {
        Simulations simulations = new Simulations(worlds, first, seeds, sabotage);
        List<Thread> workers = Stream.generate(() -> Thread.ofVirtual().start(simulations::work))
                .limit(Runtime.getRuntime().availableProcessors())
                .toList();
        simulations.awaitAll(workers);
        return new ArrayList<>(simulations.violations);
    }

    private void work() {
        long seed = next.getAndIncrement();
        while (seed < end && found.get() < ENOUGH) {
            begun.put(Thread.currentThread(), new Begun(seed, System.nanoTime()));
            run(seed);
            seed = next.getAndIncrement();
        }
        begun.remove(Thread.currentThread());
    }

    private void run(long seed) {
        Simulation.run(worlds, seed, sabotage, false).violation().ifPresent(violation -> {
            found.incrementAndGet();
            violations.add("seed " + seed + ": " + violation + replay(seed));
        });
    }

    private String replay(long seed) {
        return "\nreplay: mvn test -pl init-migrator -Dtest=SimulationTest -Dsimulation.first=" + seed
                + " -Dsimulation.seeds=1 -Dsimulation.trace=true -Dsimulation.worlds=" + worlds;
    }

    private void awaitAll(List<Thread> workers) {
        try {
            for (Thread worker : workers) {
                while (!worker.join(Duration.ofSeconds(5))) {
                    reportLateWorlds();
                }
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException("stopped while these worlds were under way: " + begun.values(), stopped);
        }
    }

    /** Fails if a world hangs: normally one takes milliseconds. */
    private void reportLateWorlds() {
        for (Begun world : begun.values()) {
            if (System.nanoTime() - world.at() > LONGEST_WORLD.toNanos()) {
                throw new IllegalStateException(
                        "seed " + world.seed() + " hangs" + replay(world.seed()) + "\n" + threads());
            }
        }
    }

    private static String threads() {
        try {
            return ThreadDump.text();
        } catch (IOException e) {
            return "no thread dump: " + e;
        }
    }
}
