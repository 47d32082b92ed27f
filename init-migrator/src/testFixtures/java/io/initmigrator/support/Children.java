package io.initmigrator.support;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tracks the processes that this process has started. Closing ends those that still run, and refuses new ones. */
public final class Children implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final List<Process> started = new ArrayList<>();
    private boolean closed;

    synchronized Process start(ProcessBuilder builder) throws IOException {
        if (closed) {
            throw new IOException("not started, because everything is being ended");
        }
        Process process = builder.start();
        started.add(process);
        return process;
    }

    @Override
    public void close() {
        List<Process> running = running();
        running.forEach(Process::destroy);
        Instant timeout = Instant.now().plus(GRACE);
        for (Process process : running) {
            if (!ended(process, Duration.between(Instant.now(), timeout))) {
                process.destroyForcibly();
            }
        }
    }

    private synchronized List<Process> running() {
        closed = true;
        return started.stream().filter(Process::isAlive).toList();
    }

    private static boolean ended(Process process, Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
