package io.initmigrator.core;

import java.time.Duration;

/** {@link BackgroundExecutor} on threads that keep no process alive. */
public final class DaemonThreadExecutor implements BackgroundExecutor {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @Override
    public Task start(String name, Job job) {
        Thread thread = Thread.ofPlatform().daemon().name(name).start(() -> run(job));
        return () -> stop(thread);
    }

    private static void run(Job job) {
        try {
            job.run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stop(Thread thread) {
        thread.interrupt();
        try {
            thread.join(TIMEOUT);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
    }
}
