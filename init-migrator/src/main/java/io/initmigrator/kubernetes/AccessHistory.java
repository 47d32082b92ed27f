package io.initmigrator.kubernetes;

import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which requests the API server has permitted to this process. For some seconds after its start an API server denies
 * permitted requests (403, also 401), until its caches of roles and tokens are filled; so a request that was permitted before and
 * now is not may be repeated for {@link #TOLERANCE}. Thread-safe.
 */
final class AccessHistory {

    static final Duration TOLERANCE = Duration.ofMinutes(1);

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Time time;
    private final Set<String> permitted = new HashSet<>();
    private @Nullable Duration deniedSince;

    AccessHistory(Time time) {
        this.time = time;
    }

    /** Records the status of a response to {@code verb}. */
    synchronized void record(String verb, int code) {
        if (isDenial(code)) {
            deniedSince = deniedSince == null ? time.elapsed() : deniedSince;
        } else if (code < 500 && code != 408 && code != 429) {
            permitted.add(verb);
            deniedSince = null;
        }
    }

    /** True if a denied request may succeed later: this process was permitted to send it, and the denial has not lasted. */
    synchronized boolean mayPass(String verb, int code) {
        boolean wasPermitted = code == UNAUTHORIZED ? !permitted.isEmpty() : permitted.contains(verb);
        return isDenial(code)
                && wasPermitted
                && deniedSince != null
                && time.elapsed().minus(deniedSince).compareTo(TOLERANCE) < 0;
    }

    private static boolean isDenial(int code) {
        return code == UNAUTHORIZED || code == FORBIDDEN;
    }
}
