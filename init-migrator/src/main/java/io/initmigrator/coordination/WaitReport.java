package io.initmigrator.coordination;

import io.initmigrator.wait.Time;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells what is waited for when the wait begins, when it changes, though not more often than once a second, and every ten seconds. */
final class WaitReport {

    static final Duration EVERY = Duration.ofSeconds(10);

    /** Changes that come faster than this are not reported one by one. */
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);

    private final Time time;
    private final Consumer<Notice> notices;
    private @Nullable Duration begun;
    private @Nullable Duration told;
    private @Nullable Object toldOf;

    WaitReport(Time time, Consumer<Notice> notices) {
        this.time = time;
        this.notices = notices;
    }

    /**
     * Publishes the event if that is due.
     *
     * @param what is waited for; if it differs from the last one, published after a second at the latest
     */
    void maybe(Object what, Function<Duration, Notice> notice) {
        Duration now = time.elapsed();
        Duration since = begun == null ? now : begun;
        begun = since;
        Duration pause = what.equals(toldOf) ? EVERY : AT_MOST_EVERY;
        if (told == null || now.minus(told).compareTo(pause) >= 0) {
            told = now;
            toldOf = what;
            notices.accept(notice.apply(now.minus(since)));
        }
    }
}
