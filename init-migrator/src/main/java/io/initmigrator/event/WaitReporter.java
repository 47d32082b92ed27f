package io.initmigrator.event;

import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Publishes a wait when it begins, when its subject changes (at most once a second), and every ten seconds. */
public final class WaitReporter {

    public static final Duration INTERVAL = Duration.ofSeconds(10);

    /** Minimum interval between reported changes. */
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

    private final Time time;
    private final RolloutListener listener;
    private @Nullable Duration startedAt;
    private @Nullable Duration reportedAt;
    private @Nullable Object reportedSubject;

    public WaitReporter(Time time, RolloutListener listener) {
        this.time = time;
        this.listener = listener;
    }

    /**
     * Publishes the event if that is due.
     *
     * @param what subject of the wait; a change is published within a second
     */
    public void reportIfDue(Object what, Function<Duration, RolloutEvent> event) {
        Duration now = time.elapsed();
        Duration since = startedAt == null ? now : startedAt;
        startedAt = since;
        Duration pause = what.equals(reportedSubject) ? INTERVAL : MIN_INTERVAL;
        if (reportedAt == null || now.minus(reportedAt).compareTo(pause) >= 0) {
            reportedAt = now;
            reportedSubject = what;
            listener.onEvent(event.apply(now.minus(since)));
        }
    }
}
