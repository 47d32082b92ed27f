package io.initmigrator.core;

/** Starts what runs beside the main thread. */
public interface BackgroundExecutor {

    Task start(String name, Job job);

    /** Ends when it returns or when it is interrupted. */
    @FunctionalInterface
    interface Job {
        void run() throws InterruptedException;
    }

    /** A started job. */
    interface Task {
        /** Interrupts the job and waits until it has ended, a short while at most. */
        void stop();
    }
}
