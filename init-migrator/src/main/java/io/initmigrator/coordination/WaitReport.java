package io.initmigrator.coordination;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells what is waited for when the wait begins and every ten seconds after. */
final class WaitReport {

    static final Duration EVERY = Duration.ofSeconds(10);

    private final Pod pod;
    private @Nullable Duration begun;
    private @Nullable Duration told;

    WaitReport(Pod pod) {
        this.pod = pod;
    }

    void maybe(Function<Duration, Notice> notice) {
        Duration now = pod.time().elapsed();
        Duration since = begun == null ? now : begun;
        begun = since;
        if (told == null || now.minus(told).compareTo(EVERY) >= 0) {
            told = now;
            pod.tell(notice.apply(now.minus(since)));
        }
    }
}
