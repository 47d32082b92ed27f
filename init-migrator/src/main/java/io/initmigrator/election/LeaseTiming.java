package io.initmigrator.election;

import java.time.Duration;

/**
 * The durations of the election, each for what it causes. They are validated together.
 *
 * @param leaseDuration a follower that has seen no renewal for this long may take the Lease
 * @param renewDeadline a leader that could not renew for this long stops; shorter than {@code leaseDuration}, so that it has
 *     stopped before anyone may take over
 * @param renewPeriod the pause between two renewals; a follower that has missed two of them becomes suspicious
 */
public record LeaseTiming(Duration leaseDuration, Duration renewDeadline, Duration renewPeriod) {

    /** A Lease that lasts longer by its own account is not believed. */
    public static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Duration LEAST = Duration.ofSeconds(2);

    public LeaseTiming {
        if (leaseDuration.compareTo(LEAST) < 0
                || !leaseDuration.equals(Duration.ofSeconds(leaseDuration.toSeconds()))) {
            throw new IllegalArgumentException("a lease lasts whole seconds, at least " + LEAST.toSeconds() + "s; "
                    + leaseDuration.toMillis() + "ms does not");
        }
        if (leaseDuration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a lease lasts at most " + LONGEST.toSeconds() + "s; " + leaseDuration.toSeconds() + "s is longer");
        }
        if (renewDeadline.compareTo(leaseDuration) >= 0) {
            throw new IllegalArgumentException("the renew deadline must be shorter than the lease duration");
        }
        if (renewPeriod.plus(renewPeriod).compareTo(renewDeadline) >= 0) {
            throw new IllegalArgumentException("two renew periods must be shorter than the renew deadline");
        }
    }

    /**
     * The usual proportions: a deadline of two thirds, a renewal every tenth. In milliseconds, because {@link Duration} divides
     * by way of {@code BigDecimal}, which costs each start more than all other settings together.
     */
    public static LeaseTiming of(Duration leaseDuration) {
        long millis = leaseDuration.toMillis();
        return new LeaseTiming(leaseDuration, Duration.ofMillis(millis * 2 / 3), Duration.ofMillis(millis / 10));
    }

    /**
     * The longest that one attempt at the API may take, as client-go has it: where a connection died without a word, there is
     * time for another attempt over a fresh one.
     */
    Duration attempt() {
        return renewDeadline.dividedBy(2);
    }

    /** For how long a leader with a Lease of {@code leaseDuration} may be silent before its siblings look after it. */
    static Duration suspicionAfter(Duration leaseDuration) {
        return leaseDuration.dividedBy(5);
    }
}
