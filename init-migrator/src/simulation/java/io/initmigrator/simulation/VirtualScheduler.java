package io.initmigrator.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Controls virtual time, one seeded source of randomness, and the baton: only the thread that holds it runs; when it rests, the thread that
 * is due next gets the baton. Nothing else advances time.
 */
final class VirtualScheduler {

    static final long MILLI = 1_000_000;
    static final long SECOND = 1000 * MILLI;

    private static final long MAX_STEPS = 3_000_000;
    private static final int MAX_STEPS_IN_ONE_MOMENT = 20_000;

    private final SplittableRandom random;
    private final boolean tracing;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<SimulatedThread> threads = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private long now;
    private long eventsMade;
    private long steps;
    private int stepsNow;
    private boolean over;
    private @Nullable SimulatedThread running;
    private @Nullable Violation violation;
    private volatile boolean finished;
    private volatile @Nullable Thread root;

    VirtualScheduler(long seed, boolean tracing) {
        this.random = new SplittableRandom(seed);
        this.tracing = tracing;
    }

    /** Runs the world to its end; the calling thread is blocked meanwhile. */
    Optional<Violation> run() {
        root = Thread.currentThread();
        SimulatedThread first = next();
        if (first != null) {
            resume(first);
            while (!finished) {
                LockSupport.park(this);
            }
        }
        return Optional.ofNullable(violation);
    }

    long now() {
        return now;
    }

    long steps() {
        return steps;
    }

    RandomGenerator random() {
        return random;
    }

    /** Returns the thread that holds the baton. */
    SimulatedThread running() {
        if (running == null) {
            throw new IllegalStateException("no thread is running");
        }
        return running;
    }

    void at(long moment, Runnable action) {
        events.add(new Event(Math.max(moment, now), eventsMade++, action));
    }

    void in(long nanos, Runnable action) {
        at(now + nanos, action);
    }

    SimulatedThread spawn(Container container, Runnable body) {
        SimulatedThread thread = new SimulatedThread(this, container, body, now + latency());
        threads.add(thread);
        thread.start();
        return thread;
    }

    boolean chance(int perMille) {
        return perMille > 0 && random.nextInt(1000) < perMille;
    }

    long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    /** Generates the latency of a message or a short pause: mostly about a millisecond, sometimes much more. */
    long latency() {
        long base = (200_000L << random.nextInt(5)) + random.nextLong(MILLI);
        return chance(5) ? base * 60 : base;
    }

    /** Ends the world, with or without a violation; every thread unwinds. */
    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    void violate(String what, @Nullable Throwable cause) {
        trace(() -> "VIOLATION " + what);
        if (violation == null) {
            violation = new Violation(what, now, cause);
        }
        end();
    }

    void trace(Supplier<String> line) {
        if (tracing) {
            trace.add("%12.6f %s".formatted(now / 1e9, line.get()));
        }
    }

    List<String> trace() {
        return trace;
    }

    /** Passes the baton from the thread that holds it to the one that is due next, perhaps the same. */
    void pass(SimulatedThread from) {
        SimulatedThread next = next();
        if (next == from) {
            return;
        }
        if (next == null) {
            finished = true;
            LockSupport.unpark(root);
            return;
        }
        resume(next);
        if (!from.hasEnded()) {
            from.awaitTurn();
            running = from;
        }
    }

    private void resume(SimulatedThread thread) {
        running = thread;
        thread.resume();
    }

    /** Runs events until a thread is due before the next event; returns null if no thread is left. */
    private @Nullable SimulatedThread next() {
        while (true) {
            SimulatedThread thread = earliest();
            Event event = over ? null : events.peek();
            if (event != null && (thread == null || event.at() <= thread.due())) {
                advance(event.at());
                events.remove();
                event.action().run();
            } else if (thread == null) {
                return null;
            } else {
                advance(thread.due());
                return thread;
            }
        }
    }

    private void advance(long moment) {
        steps++;
        stepsNow = moment > now ? 0 : stepsNow + 1;
        now = Math.max(now, moment);
        if (!over && (steps > MAX_STEPS || stepsNow > MAX_STEPS_IN_ONE_MOMENT)) {
            violate("busy without an end", null);
        }
    }

    private @Nullable SimulatedThread earliest() {
        threads.removeIf(SimulatedThread::hasEnded);
        SimulatedThread best = null;
        for (SimulatedThread thread : threads) {
            if (best == null || thread.due() < best.due() || (thread.due() == best.due() && random.nextBoolean())) {
                best = thread;
            }
        }
        return best;
    }
}
