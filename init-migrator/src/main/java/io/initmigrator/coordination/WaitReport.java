package io.initmigrator.coordination;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells what is waited for when the wait begins, when it changes, and every ten seconds after. */
final class WaitReport {

    static final Duration EVERY = Duration.ofSeconds(10);

    private final Pod pod;
    private @Nullable Duration begun;
    private @Nullable Duration told;
    private @Nullable Object toldOf;

    WaitReport(Pod pod) {
        this.pod = pod;
    }

    /** @param what is waited for; told at once where it is another than last time */
    void maybe(Object what, Function<Duration, Notice> notice) {
        Duration now = pod.time().elapsed();
        Duration since = begun == null ? now : begun;
        begun = since;
        if (told == null || !what.equals(toldOf) || now.minus(told).compareTo(EVERY) >= 0) {
            told = now;
            toldOf = what;
            pod.tell(notice.apply(now.minus(since)));
        }
    }
}
