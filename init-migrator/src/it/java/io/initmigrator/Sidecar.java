package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.Application;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.core.StopSignal;
import io.initmigrator.support.LocalHttpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs {@code guard} of one pod in this JVM. Closing it sends the stop signal. */
final class Sidecar implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final LocalHttpServer served;
    private final CompletableFuture<ExitStatus> ending;
    private final StopSignal stopSignal;

    private Sidecar(LocalHttpServer served, CompletableFuture<ExitStatus> ending, StopSignal stopSignal) {
        this.served = served;
        this.ending = ending;
        this.stopSignal = stopSignal;
    }

    static Sidecar start(InProcessRun pod) throws IOException {
        LocalHttpServer served = LocalHttpServer.onFreePort();
        InProcessRun run =
                pod.with("MIGRATOR_HTTP_PORT", String.valueOf(served.port())).with("MIGRATOR_FAILURE_BACKOFF", "1s");
        CompletableFuture<ExitStatus> ending = new CompletableFuture<>();
        CompletableFuture<StopSignal> signal = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("guard").start(() -> {
            signal.complete(new StopSignal(Thread.currentThread()));
            ending.complete(new Application(List.of("guard"), run.environment(), signal.join()).end());
        });
        return new Sidecar(served, ending, signal.join());
    }

    LocalHttpServer served() {
        return served;
    }

    /** The schema is current, so that the application may start. */
    void awaitStart() throws Exception {
        served.await("/startupz", 200, LIMIT);
    }

    /** Waits for the metric; a probe updates the count, and a scrape returns it. */
    void awaitDeferred(int count) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!served.get("/metrics").body().contains("init_migrator_deferred_migrations " + count + "\n")) {
            assertThat(served.code("/readyz")).isEqualTo(200);
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    ExitStatus end() throws Exception {
        stopSignal.request();
        return ending.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        stopSignal.request();
    }
}
