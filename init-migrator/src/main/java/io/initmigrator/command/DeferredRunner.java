package io.initmigrator.command;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.time.Backoff;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Runs the deferred scripts for the sidecar, again and again until they have succeeded. A failure is published, and nothing else. */
public final class DeferredRunner {

    private static final Duration MAX_BACKOFF = Duration.ofMinutes(5);

    private final Supplier<MigrateCommand> attempts;
    private final RolloutListener listener;
    private final Time time;
    private final Backoff backoff;
    private final Function<Outcome, String> failure;
    private final Function<Throwable, String> error;

    /**
     * Sentences for failures; empty for a success.
     *
     * @param failure of an outcome
     * @param error of an exception
     */
    public record Sentences(Function<Outcome, String> failure, Function<Throwable, String> error) {}

    /**
     * @param attempts makes one for each attempt
     * @param initialBackoff delay after the first failure; doubles up to five minutes
     */
    public DeferredRunner(
            Supplier<MigrateCommand> attempts,
            Duration initialBackoff,
            Sentences sentences,
            RolloutListener listener,
            Time time,
            RandomGenerator random) {
        this.attempts = attempts;
        this.listener = listener;
        this.time = time;
        this.backoff = new Backoff(initialBackoff, MAX_BACKOFF, random);
        this.failure = sentences.failure();
        this.error = sentences.error();
    }

    /** Returns once they have succeeded. */
    public void run() throws InterruptedException {
        for (String reason = attempt(); !reason.isEmpty(); reason = attempt()) {
            Duration pause = backoff.next();
            listener.onEvent(new RolloutEvent.DeferredRunFailed(reason, pause));
            time.sleep(pause);
        }
    }

    private String attempt() throws InterruptedException {
        try {
            return failure.apply(attempts.get().run());
        } catch (RuntimeException e) {
            return error.apply(e);
        }
    }
}
