package io.initmigrator.faults;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How long nobody worked, shortest first. */
record Takeovers(List<Duration> sorted) {

    static Takeovers of(Collection<Duration> any) {
        return new Takeovers(any.stream().sorted().toList());
    }

    /** The smallest one that {@code percent} of all don't exceed. */
    Optional<Duration> percentile(int percent) {
        return sorted.isEmpty()
                ? Optional.empty()
                : Optional.of(sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1)));
    }
}
