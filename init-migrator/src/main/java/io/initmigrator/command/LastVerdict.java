package io.initmigrator.command;

import io.initmigrator.command.SchemaReading.Verdict;
import io.initmigrator.coordination.SessionLostException;
import io.initmigrator.coordination.UnreachableException;
import io.initmigrator.wait.Time;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was last read of the schema. Once that is old, whoever asks has it read anew beside him, and waits a moment for it; the
 * others who ask meanwhile wait for the same reading. Where it can't be read, the last verdict stays.
 */
final class LastVerdict {

    private static final Logger LOG = LoggerFactory.getLogger(LastVerdict.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final SchemaReading reading;
    private final Time time;
    private final Consumer<Verdict> listener;
    private Verdict last;
    private String trouble = "";
    private Duration goodUntil;
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

    /** @param listener told each verdict, the first one too */
    LastVerdict(Verdict first, SchemaReading reading, Time time, Consumer<Verdict> listener) {
        this.reading = reading;
        this.time = time;
        this.listener = listener;
        this.last = first;
        this.goodUntil = time.elapsed().plus(first.goodFor());
        listener.accept(first);
    }

    Verdict get(Duration patience) {
        var _ = reading()
                .copy()
                .completeOnTimeout(null, patience.toNanos(), TimeUnit.NANOSECONDS)
                .join();
        return last();
    }

    private synchronized CompletableFuture<Void> reading() {
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
            saw(reading.take());
        } catch (UnreachableException | SessionLostException e) {
            couldNotRead(String.valueOf(e.getMessage()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Verdict last() {
        return last;
    }

    private synchronized void saw(Verdict verdict) {
        if (verdict.holdsBundle() && !last.holdsBundle()) {
            LOG.atInfo().addKeyValue("version", verdict.version()).log("Schema holds the bundle again");
        } else if (!verdict.holdsBundle() && last.holdsBundle()) {
            LOG.atWarn()
                    .addKeyValue("version", verdict.version())
                    .addKeyValue("pending", verdict.pending())
                    .log("Schema does not hold the bundle any more");
        }
        last = verdict;
        trouble = "";
        goodUntil = time.elapsed().plus(verdict.goodFor());
        listener.accept(verdict);
    }

    private synchronized void couldNotRead(String reason) {
        if (trouble.isEmpty()) {
            LOG.atWarn().addKeyValue("reason", reason).log("Schema could not be read; the last verdict stays");
        }
        trouble = reason;
        goodUntil = time.elapsed().plus(RETRY);
    }
}
