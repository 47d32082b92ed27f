package io.initmigrator.core;

import org.jspecify.annotations.Nullable;

/**
 * Request to stop, such as SIGTERM. Interrupts the working thread and runs an action for work that an interrupt cannot reach,
 * such as a statement running in PostgreSQL.
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

    /** Registers {@code action} to run on a stop request; runs it immediately if stopping was already requested. */
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
