package io.initmigrator.coordination;

import java.util.ArrayList;
import java.util.List;

/** Keeps the jobs, so that the test runs them when it likes. */
final class ManualBackground implements Background {

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
    void whenStopped(Runnable action) {
        whenStopped = action;
    }

    /** Runs the last job in this thread until it returns or is interrupted. */
    void run() {
        try {
            jobs.getLast().run();
        } catch (InterruptedException stopped) {
            // Ended as a stop ends it.
        }
    }

    int running() {
        return running;
    }
}
