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

    public synchronized void request() {
        requested = true;
        worker.interrupt();
        if (cut != null) {
            cut.run();
        }
    }

    public synchronized boolean isRequested() {
        return requested;
    }

    /** From now on a request runs {@code action} too; at once where it has come already. */
    synchronized void cuts(Runnable action) {
        cut = action;
        if (requested) {
            action.run();
        }
    }

    synchronized void cutsNothing() {
        cut = null;
    }
}
