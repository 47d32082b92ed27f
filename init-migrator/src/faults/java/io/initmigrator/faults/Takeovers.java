package io.initmigrator.faults;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Holds the times without a working leader, shortest first. */
record Takeovers(List<Duration> sorted) {

    static Takeovers of(Collection<Duration> any) {
        return new Takeovers(any.stream().sorted().toList());
    }

    /** Returns the smallest time that {@code percent} of all do not exceed. */
    Optional<Duration> percentile(int percent) {
        return sorted.isEmpty()
                ? Optional.empty()
                : Optional.of(sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1)));
    }
}
