package io.initmigrator.simulation;

import java.util.concurrent.locks.LockSupport;

/** Simulates a thread of a container. It runs only while it holds the scheduler's baton. */
final class SimulatedThread {

    private final VirtualScheduler world;
    private final Container container;
    private final Thread thread;
    private volatile boolean holdsBaton;
    private boolean interruptible;
    private boolean ended;
    private long due;

    SimulatedThread(VirtualScheduler world, Container container, Runnable body, long due) {
        this.world = world;
        this.container = container;
        this.due = due;
        this.thread = Thread.ofVirtual().unstarted(() -> runBody(body));
    }

    void start() {
        thread.start();
    }

    boolean hasEnded() {
        return ended;
    }

    /** Returns the time at which it runs next. */
    long due() {
        return container.isDead() ? world.now() : Math.max(due, container.frozenUntil());
    }

    /** Makes the thread due now if it is waiting for a later time. */
    void wake() {
        due = Math.min(due, world.now());
    }

    void interrupt() {
        thread.interrupt();
        if (interruptible) {
            wake();
        }
    }

    void sleep(long nanos) throws InterruptedException {
        long until = world.now() + nanos;
        do {
            checkInterrupt();
            sleepUntil(until, true);
            checkInterrupt();
        } while (world.now() < until);
    }

    /** Lets other threads run until {@code until} at the latest. */
    void sleepUntil(long until, boolean mayBeInterrupted) {
        due = until;
        interruptible = mayBeInterrupted;
        world.pass(this);
        interruptible = false;
        if (container.isDead()) {
            throw new Killed();
        }
    }

    static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    void resume() {
        holdsBaton = true;
        LockSupport.unpark(thread);
    }

    /** Waits for the baton. An interrupt is restored afterwards, because it would turn the wait into a busy one. */
    void awaitTurn() {
        boolean interrupted = false;
        while (!holdsBaton) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        holdsBaton = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void runBody(Runnable body) {
        awaitTurn();
        try {
            if (!container.isDead()) {
                body.run();
            }
        } catch (Killed | OutOfMemory end) {
            // The process was killed or ran out of memory; there is nothing left to do.
        } catch (RuntimeException | Error unexpected) {
            world.violate("unexpected exception in " + container, unexpected);
        } finally {
            ended = true;
            world.pass(this);
        }
    }
}
