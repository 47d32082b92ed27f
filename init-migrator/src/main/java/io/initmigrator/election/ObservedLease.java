package io.initmigrator.election;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Lease and since when, on this process's monotonic clock, it has been seen unchanged. Whether a leader is alive is judged by
 * this alone: another node's {@code renewTime} says nothing to a clock that may be wrong.
 *
 * @param since when this state was first seen
 * @param probed whether the fence was probed because of this silence
 */
public record ObservedLease(LeaseRecord lease, Duration since, boolean probed) {

    public static ObservedLease first(LeaseRecord lease, Duration now) {
        return new ObservedLease(lease, now, false);
    }

    /** What is seen now, after {@code before}; null where nothing was seen yet. */
    static ObservedLease of(@Nullable ObservedLease before, LeaseRecord lease, Duration now) {
        return before == null ? first(lease, now) : before.next(lease, now);
    }

    /** The same silence goes on unless the leader itself wrote: an edited label is no sign of life. */
    public ObservedLease next(LeaseRecord newer, Duration now) {
        return isSameRenewal(newer) ? new ObservedLease(newer, since, probed) : first(newer, now);
    }

    ObservedLease afterProbe() {
        return new ObservedLease(lease, since, true);
    }

    /** Which write it was; empty for none. */
    String version() {
        return lease.resourceVersion();
    }

    /** How long the Lease lasts: what it says itself, or else {@code usual}. */
    public Duration durationOr(Duration usual) {
        return lease.duration().isPositive() ? lease.duration() : usual;
    }

    Duration silence(Duration now) {
        return now.minus(since);
    }

    private boolean isSameRenewal(LeaseRecord newer) {
        return newer.holder().equals(lease.holder())
                && newer.transitions() == lease.transitions()
                && newer.duration().equals(lease.duration())
                && Objects.equals(newer.renewTime(), lease.renewTime())
                && Objects.equals(newer.acquireTime(), lease.acquireTime());
    }
}
