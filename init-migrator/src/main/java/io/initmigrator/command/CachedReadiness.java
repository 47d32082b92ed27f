package io.initmigrator.command;

import io.initmigrator.command.ReadinessCheck.Readiness;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Caches the last result of a readiness check. The first caller after it has expired starts a new check on another thread; it and
 * later callers wait for that one, up to their timeout. If the check fails, the last result stays. Thread-safe.
 */
final class CachedReadiness {

    private static final Logger LOG = LoggerFactory.getLogger(CachedReadiness.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ReadinessCheck check;
    private final Time time;
    private final Consumer<Readiness> listener;
    private Readiness last;
    private String lastError = "";
    private Duration goodUntil;
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

    /** @param listener called with each result, including the first */
    CachedReadiness(Readiness first, ReadinessCheck readiness, Time time, Consumer<Readiness> listener) {
        this.check = readiness;
        this.time = time;
        this.listener = listener;
        this.last = first;
        this.goodUntil = time.elapsed().plus(first.goodFor());
        listener.accept(first);
    }

    Readiness get(Duration timeout) {
        var _ = check().copy()
                .completeOnTimeout(null, timeout.toNanos(), TimeUnit.NANOSECONDS)
                .join();
        return last();
    }

    private synchronized CompletableFuture<Void> check() {
        if (underWay.isDone() && time.elapsed().compareTo(goodUntil) >= 0) {
            underWay = new CompletableFuture<>();
            CompletableFuture<Void> begun = underWay;
            Thread.ofVirtual().name("schema-reading").start(() -> {
                try {
                    read();
                } finally {
                    begun.complete(null);
                }
            });
        }
        return underWay;
    }

    private void read() {
        try {
            onAnswer(check.check());
        } catch (UnreachableException | SessionLostException e) {
            onError(String.valueOf(e.getMessage()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Readiness last() {
        return last;
    }

    private synchronized void onAnswer(Readiness verdict) {
        if (verdict.holdsBundle() && !last.holdsBundle()) {
            LOG.atInfo().addKeyValue("version", verdict.version()).log("Schema contains this bundle again");
        } else if (!verdict.holdsBundle() && last.holdsBundle()) {
            LOG.atWarn()
                    .addKeyValue("version", verdict.version())
                    .addKeyValue("pending", verdict.pending())
                    .log("Schema no longer contains this bundle");
        }
        last = verdict;
        lastError = "";
        goodUntil = time.elapsed().plus(verdict.goodFor());
        listener.accept(verdict);
    }

    private synchronized void onError(String reason) {
        if (lastError.isEmpty()) {
            LOG.atWarn().addKeyValue("reason", reason).log("Readiness check failed; keeping previous result");
        }
        lastError = reason;
        goodUntil = time.elapsed().plus(RETRY);
    }
}
