package io.initmigrator.faults;

import io.initmigrator.support.Children;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Simulates the kubelet for one pod: restarts the init container until it exits with 0. */
final class PodSlot {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration MAX_LIFETIME = Duration.ofMinutes(6);
    private static final int MAX_STARTS = 40;

    private final PodSpec spec;
    private final Children children;
    private final EventLog log;
    private final Map<String, String> environment;
    private final List<Integer> exits = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private volatile @Nullable PodProcess process;
    private volatile boolean abandoned;
    private final AtomicInteger starts = new AtomicInteger();

    PodSlot(PodSpec spec, Children children, EventLog log, Map<String, String> environment) {
        this.spec = spec;
        this.children = children;
        this.log = log;
        this.environment = environment;
    }

    void begin() throws IOException {
        start();
        Thread.ofVirtual().start(this::run);
    }

    /** Returns the name of the current process in the event log. */
    String current() {
        return name() + "#" + starts;
    }

    /** Returns the exit codes of all processes so far. */
    List<Integer> exits() {
        return exits;
    }

    String name() {
        return spec.name();
    }

    boolean isAlive() {
        return process().isAlive();
    }

    /** Sends SIGKILL with {@code kill}, because Java's own method also closes the output of the process. */
    void kill() throws IOException {
        signal("KILL");
    }

    void signal(String signal) throws IOException {
        log.add("", "SIG" + signal + " for " + current());
        String pid = Long.toString(process().pid());
        new ProcessBuilder("kill", "-" + signal, pid).start().onExit().join();
    }

    /** Marks the pod's node as lost: it is never started again, and the round does not wait for it. */
    void stopRestarting() {
        abandoned = true;
    }

    /** Waits until the pod is ready, or abandoned and ended; returns false if neither happens in time. */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        try {
            return ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS) || abandoned;
        } catch (TimeoutException | ExecutionException e) {
            log.add("", "stuck: " + current() + " " + e);
            return false;
        }
    }

    private void run() {
        try {
            while (awaitExit() != 0 && !abandoned && starts.get() < MAX_STARTS) {
                LockSupport.parkNanos(PAUSE.toNanos());
                start();
            }
            ready.complete(!exits.isEmpty() && exits.getLast() == 0);
        } catch (IOException | InterruptedException | RuntimeException e) {
            ready.completeExceptionally(e);
        }
    }

    private void start() throws IOException {
        starts.incrementAndGet();
        String started = current();
        process = PodProcess.start(children, spec, environment, line -> log.add(started, line));
    }

    private int awaitExit() throws InterruptedException {
        PodProcess now = process;
        if (now == null) {
            throw new IllegalStateException("not started");
        }
        int exit = now.await(MAX_LIFETIME).exitCode();
        exits.add(exit);
        log.add(current(), "exit " + exit);
        return exit;
    }

    private Process process() {
        PodProcess now = process;
        if (now == null) {
            throw new IllegalStateException("not started");
        }
        return now.process();
    }
}
