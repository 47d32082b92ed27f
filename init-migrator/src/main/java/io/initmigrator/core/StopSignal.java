package io.initmigrator.core;

import org.jspecify.annotations.Nullable;

/**
 * Somebody wants this process to end: SIGTERM. Interrupts the thread that does the work, and cuts what an interrupt does not
 * reach, such as a statement that PostgreSQL is running.
 */
public final class StopSignal {

    private final Thread worker;
    private boolean requested;
    private @Nullable Runnable abort;

    public StopSignal(Thread worker) {
        this.worker = worker;
    }

    public void request() {
        Runnable due;
        synchronized (this) {
            requested = true;
            due = abort;
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
    public void onStop(Runnable action) {
        synchronized (this) {
            abort = action;
            if (!requested) {
                return;
            }
        }
        action.run();
    }

    public synchronized void clearOnStop() {
        abort = null;
    }
}
