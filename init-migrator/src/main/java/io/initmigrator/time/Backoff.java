package io.initmigrator.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with jitter: each pause is drawn between half and all of a ceiling that doubles from {@code first} to
 * {@code longest}, so that pods that failed together do not retry together.
 */
public final class Backoff {

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private Duration ceiling;

    public Backoff(Duration first, Duration longest, RandomGenerator random) {
        if (!first.isPositive() || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "first pause " + first + " must be positive and at most the longest " + longest);
        }
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.ceiling = first;
    }

    public Duration next() {
        Duration pause = Jitter.between(ceiling.dividedBy(2), ceiling, random);
        Duration doubled = ceiling.multipliedBy(2);
        ceiling = Durations.min(doubled, longest);
        return pause;
    }

    /** Restarts from the first pause after a success. */
    public void reset() {
        ceiling = first;
    }
}
