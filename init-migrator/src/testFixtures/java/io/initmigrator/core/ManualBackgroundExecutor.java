package io.initmigrator.core;

import java.util.ArrayList;
import java.util.List;

/** Keeps the jobs, so that the test runs them when it likes. */
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

    /** What happens while a job is being stopped. */
    public void whenStopped(Runnable action) {
        whenStopped = action;
    }

    /** Runs the last job in this thread until it returns or is interrupted. */
    public void run() {
        try {
            jobs.getLast().run();
        } catch (InterruptedException stopped) {
            // Ended as a stop ends it.
        }
    }

    public int running() {
        return running;
    }
}
