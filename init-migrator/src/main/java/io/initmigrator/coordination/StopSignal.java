package io.initmigrator.coordination;

import org.jspecify.annotations.Nullable;

/**
 * Somebody wants this process to end: SIGTERM. Interrupts the thread that does the work, and cuts what an interrupt does not
 * reach, such as a statement that PostgreSQL is running.
 */
public final class StopSignal {

    private final Thread worker;
    private boolean requested;
    private @Nullable Runnable cut;

    public StopSignal(Thread worker) {
        this.worker = worker;
    }

    public void request() {
        Runnable due;
        synchronized (this) {
            requested = true;
            due = cut;
        }
        worker.interrupt();
        if (due != null) {
            due.run();
        }
    }

    public synchronized boolean isRequested() {
        return requested;
    }

    /** From now on a request runs {@code action} too; at once where it has come already. */
    void cuts(Runnable action) {
        synchronized (this) {
            cut = action;
            if (!requested) {
                return;
            }
        }
        action.run();
    }

    synchronized void cutsNothing() {
        cut = null;
    }
}
