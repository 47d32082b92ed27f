package io.initmigrator.coordination;

import io.initmigrator.wait.Time;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells what is waited for when the wait begins, when it changes, and every ten seconds after. */
final class WaitReport {

    static final Duration EVERY = Duration.ofSeconds(10);

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
     * @param what is waited for; published at once if it differs from the last one
     */
    void maybe(Object what, Function<Duration, Notice> notice) {
        Duration now = time.elapsed();
        Duration since = begun == null ? now : begun;
        begun = since;
        if (told == null || !what.equals(toldOf) || now.minus(told).compareTo(EVERY) >= 0) {
            told = now;
            toldOf = what;
            notices.accept(notice.apply(now.minus(since)));
        }
    }
}
