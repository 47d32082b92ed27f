package io.initmigrator.coordination.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Many worlds, one after the other on each processor. */
final class Fleet {

    private static final int ENOUGH = 10;

    private final Set<Sabotage> sabotage;
    private final AtomicLong next;
    private final long end;
    private final AtomicInteger found = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

    private Fleet(long first, long seeds, Set<Sabotage> sabotage) {
        this.next = new AtomicLong(first);
        this.end = first + seeds;
        this.sabotage = sabotage;
    }

    /** What went wrong, each with the command that does it again; it stops after a handful. */
    static List<String> run(long first, long seeds, Set<Sabotage> sabotage) {
        Fleet fleet = new Fleet(first, seeds, sabotage);
        List<Thread> workers = Stream.generate(() -> Thread.ofVirtual().start(fleet::work))
                .limit(Runtime.getRuntime().availableProcessors())
                .toList();
        workers.forEach(Fleet::join);
        return new ArrayList<>(fleet.violations);
    }

    private void work() {
        long seed = next.getAndIncrement();
        while (seed < end && found.get() < ENOUGH) {
            run(seed);
            seed = next.getAndIncrement();
        }
    }

    private void run(long seed) {
        Simulation.run(seed, sabotage, false).violation().ifPresent(violation -> {
            found.incrementAndGet();
            violations.add(
                    "seed " + seed + ": " + violation + "\nreplay: mvn test -pl init-migrator -Dtest=SimulationTest"
                            + " -Dsimulation.first=" + seed + " -Dsimulation.seeds=1 -Dsimulation.trace=true");
        });
    }

    private static void join(Thread worker) {
        try {
            worker.join();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
