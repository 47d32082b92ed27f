package io.initmigrator.election;

import java.time.Duration;

/**
 * Durations of the election, validated together.
 *
 * @param leaseDuration a follower that has seen no renewal for this long may acquire the Lease
 * @param renewDeadline a leader that could not renew for this long stops; shorter than {@code leaseDuration}, so that it has
 *     stopped before anyone may take over
 * @param renewPeriod interval between renewals; after two missed ones a follower suspects the leader
 */
public record LeaseTiming(Duration leaseDuration, Duration renewDeadline, Duration renewPeriod) {

    /** Upper bound for a lease duration read from the API. */
    public static final Duration MAX_LEASE_DURATION = Duration.ofMinutes(10);

    private static final Duration LEAST = Duration.ofSeconds(2);

    public LeaseTiming {
        if (leaseDuration.compareTo(LEAST) < 0
                || !leaseDuration.equals(Duration.ofSeconds(leaseDuration.toSeconds()))) {
            throw new IllegalArgumentException("a lease lasts whole seconds, at least " + LEAST.toSeconds() + "s; "
                    + leaseDuration.toMillis() + "ms does not");
        }
        if (leaseDuration.compareTo(MAX_LEASE_DURATION) > 0) {
            throw new IllegalArgumentException("a lease lasts at most " + MAX_LEASE_DURATION.toSeconds() + "s; "
                    + leaseDuration.toSeconds() + "s is longer");
        }
        if (renewDeadline.compareTo(leaseDuration) >= 0) {
            throw new IllegalArgumentException("the renew deadline must be shorter than the lease duration");
        }
        if (renewPeriod.plus(renewPeriod).compareTo(renewDeadline) >= 0) {
            throw new IllegalArgumentException("two renew periods must be shorter than the renew deadline");
        }
    }

    /**
     * The usual proportions: a deadline of two thirds, a renewal every tenth. In milliseconds: hot path, see docs/startup.md.
     */
    public static LeaseTiming of(Duration leaseDuration) {
        long millis = leaseDuration.toMillis();
        return new LeaseTiming(leaseDuration, Duration.ofMillis(millis * 2 / 3), Duration.ofMillis(millis / 10));
    }

    /**
     * Timeout of one API request, as in client-go: if a connection is dead, there is time for another attempt over a new one.
     */
    Duration attempt() {
        return renewDeadline.dividedBy(2);
    }

    /** Time without renewals after which followers suspect a leader with this {@code leaseDuration}. */
    static Duration suspicionAfter(Duration leaseDuration) {
        return leaseDuration.dividedBy(5);
    }
}
