package io.initmigrator.election;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt at the Kubernetes API came to nothing; another may succeed. */
public final class ApiUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    public ApiUnavailableException(String what, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(what, cause);
        this.retryAfter = retryAfter;
    }

    /** How long the server asked us to stay away. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
