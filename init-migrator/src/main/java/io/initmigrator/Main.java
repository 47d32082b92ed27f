package io.initmigrator;

import io.initmigrator.coordination.StopSignal;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The process: does what the command line says, and exits once. */
public final class Main {

    /** Kubernetes and people expect an end within two seconds of SIGTERM. */
    private static final long GRACE_MILLIS = 1_800;

    private Main() {}

    /**
     * Runs, and exits with the code of {@link ExitCode}.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        StopSignal stop = new StopSignal(Thread.currentThread());
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stop, ended), "sigterm"));
        Ending ending = new Run(List.of(args), System.getenv(), stop).end();
        ended.countDown();
        System.exit(ending.code().number());
    }

    /** SIGTERM: lets the work be undone and the siblings be told, then lets the JVM end with 143. */
    private static void stop(StopSignal stop, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        stop.request();
        try {
            ended.await(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
