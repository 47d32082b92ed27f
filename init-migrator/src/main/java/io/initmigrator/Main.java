package io.initmigrator;

import io.initmigrator.application.Application;
import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.application.ProcessRun;
import io.initmigrator.core.StopSignal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the command line, and exits. */
public final class Main {

    /** Below the two seconds within which a process should end on SIGTERM. */
    private static final long GRACE_MILLIS = 1_800;

    private Main() {}

    /**
     * Runs, and exits with the code of {@link ExitCode}.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        StopSignal stopSignal = new StopSignal(Thread.currentThread());
        exitAfter(new Application(List.of(args), System.getenv(), stopSignal), stopSignal);
    }

    /**
     * Does the same for any run.
     *
     * @param stopSignal requested on SIGTERM; of the calling thread
     */
    static void exitAfter(ProcessRun run, StopSignal stopSignal) {
        CompletableFuture<ExitStatus> ended = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopSignal, ended), "sigterm"));
        ExitStatus ending = run.end();
        ended.complete(ending);
        System.exit(ending.code().number());
    }

    /**
     * On SIGTERM, waits until the work is rolled back and the Lease is released, then lets the JVM exit with 143; with 0 if the
     * command had succeeded, which the JVM would not do by itself.
     */
    private static void stop(StopSignal stopSignal, CompletableFuture<ExitStatus> ended) {
        if (ended.isDone()) {
            return;
        }
        stopSignal.request();
        try {
            if (ended.get(GRACE_MILLIS, TimeUnit.MILLISECONDS).code() == ExitCode.OK) {
                Runtime.getRuntime().halt(ExitCode.OK.number());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Timed out; the JVM exits with 143.
        }
    }
}
