package io.initmigrator.event;

import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells what is waited for when the wait begins, when it changes, though not more often than once a second, and every ten seconds. */
public final class WaitReporter {

    public static final Duration INTERVAL = Duration.ofSeconds(10);

    /** Changes that come faster than this are not reported one by one. */
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);

    private final Time time;
    private final Consumer<RolloutEvent> listener;
    private @Nullable Duration startedAt;
    private @Nullable Duration reportedAt;
    private @Nullable Object reportedSubject;

    public WaitReporter(Time time, Consumer<RolloutEvent> notices) {
        this.time = time;
        this.listener = notices;
    }

    /**
     * Publishes the event if that is due.
     *
     * @param what is waited for; if it differs from the last one, published after a second at the latest
     */
    public void reportIfDue(Object what, Function<Duration, RolloutEvent> notice) {
        Duration now = time.elapsed();
        Duration since = startedAt == null ? now : startedAt;
        startedAt = since;
        Duration pause = what.equals(reportedSubject) ? INTERVAL : AT_MOST_EVERY;
        if (reportedAt == null || now.minus(reportedAt).compareTo(pause) >= 0) {
            reportedAt = now;
            reportedSubject = what;
            listener.accept(notice.apply(now.minus(since)));
        }
    }
}
