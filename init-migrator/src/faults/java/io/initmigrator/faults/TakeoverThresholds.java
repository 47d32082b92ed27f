package io.initmigrator.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Defines the maximum times of a takeover. */
record TakeoverThresholds(Optional<Duration> median, Optional<Duration> p99, Optional<Duration> longest) {

    static final TakeoverThresholds NONE = new TakeoverThresholds(Optional.empty(), Optional.empty(), Optional.empty());

    static TakeoverThresholds medianAndP99(int median, int p99) {
        return new TakeoverThresholds(
                Optional.of(Duration.ofSeconds(median)), Optional.of(Duration.ofSeconds(p99)), Optional.empty());
    }

    static TakeoverThresholds longest(int seconds) {
        return new TakeoverThresholds(Optional.empty(), Optional.empty(), Optional.of(Duration.ofSeconds(seconds)));
    }

    /** Describes the thresholds that were exceeded. */
    List<String> missed(Takeovers takeovers) {
        List<String> missed = new ArrayList<>();
        compare("median", median, takeovers.percentile(50), missed);
        compare("p99", p99, takeovers.percentile(99), missed);
        compare("longest", longest, takeovers.percentile(100), missed);
        return missed;
    }

    private static void compare(String what, Optional<Duration> bar, Optional<Duration> took, List<String> missed) {
        if (bar.isPresent() && took.isPresent() && took.get().compareTo(bar.get()) > 0) {
            missed.add("%s takeover %d ms, not %d"
                    .formatted(what, took.get().toMillis(), bar.get().toMillis()));
        }
    }
}
