package io.initmigrator.simulation;

import org.jspecify.annotations.Nullable;

/** Receives the answer for which a thread waits. Only the first answer counts. */
final class Reply<T> {

    private final VirtualScheduler world;
    private final SimulatedThread waiting;
    private @Nullable T value;
    private @Nullable RuntimeException failure;
    private boolean there;

    Reply(VirtualScheduler world) {
        this.world = world;
        this.waiting = world.running();
    }

    boolean hasArrived() {
        return there;
    }

    void complete(T answer) {
        if (!there) {
            there = true;
            value = answer;
            waiting.wake();
        }
    }

    void fail(RuntimeException why) {
        if (!there) {
            there = true;
            failure = why;
            waiting.wake();
        }
    }

    /** Waits for the answer; returns false if none came within {@code nanos}. */
    boolean await(long nanos) throws InterruptedException {
        long until = world.now() + nanos;
        while (!there && world.now() < until) {
            SimulatedThread.checkInterrupt();
            waiting.sleepUntil(until, true);
        }
        if (!there) {
            SimulatedThread.checkInterrupt();
        }
        return there;
    }

    /** Waits like {@link #await}, but ignores interrupts. */
    boolean awaitUninterruptibly(long nanos) {
        long until = world.now() + nanos;
        while (!there && world.now() < until) {
            waiting.sleepUntil(until, false);
        }
        return there;
    }

    @SuppressWarnings("NullAway") // a value is there when no failure is
    T get() {
        if (failure != null) {
            throw failure;
        }
        return value;
    }
}
