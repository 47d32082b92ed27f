package io.initmigrator.core;

import java.util.ArrayList;
import java.util.List;

/** Collects the jobs; the test decides when they run. */
public final class ManualBackgroundExecutor implements BackgroundExecutor {

    private final List<Job> jobs = new ArrayList<>();
    private Runnable whenStopped = () -> {};
    private int running;

    @Override
    public Task start(String name, Job job) {
        jobs.add(job);
        running++;
        return () -> {
            running--;
            whenStopped.run();
        };
    }

    /** Sets an action that runs while a job is being stopped. */
    public void whenStopped(Runnable action) {
        whenStopped = action;
    }

    /** Runs the last job in this thread until it returns or is interrupted. */
    public void run() {
        try {
            jobs.getLast().run();
        } catch (InterruptedException stopped) {
            // The job was interrupted, as by a stop.
        }
    }

    public int running() {
        return running;
    }
}
