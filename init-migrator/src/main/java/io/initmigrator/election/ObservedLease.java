package io.initmigrator.election;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Lease and the time on this process's monotonic clock since which it is unchanged. Liveness is judged by this alone: {@code
 * renewTime} comes from another node's clock, which may be wrong.
 *
 * @param since first observation of this state
 * @param probed true if the fence was already probed for these missed renewals
 */
public record ObservedLease(LeaseRecord lease, Duration since, boolean probed) {

    public static ObservedLease first(LeaseRecord lease, Duration now) {
        return new ObservedLease(lease, now, false);
    }

    /** Observation that follows {@code before}, which is null for the first one. */
    static ObservedLease of(@Nullable ObservedLease before, LeaseRecord lease, Duration now) {
        return before == null ? first(lease, now) : before.next(lease, now);
    }

    /** Only a write by the leader restarts the clock: an edited label is not a renewal. */
    public ObservedLease next(LeaseRecord newer, Duration now) {
        return isSameRenewal(newer) ? new ObservedLease(newer, since, probed) : first(newer, now);
    }

    ObservedLease afterProbe() {
        return new ObservedLease(lease, since, true);
    }

    /** Version of the last write; empty for none. */
    String version() {
        return lease.resourceVersion();
    }

    /** Lease duration as stated by the Lease, otherwise {@code usual}. */
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
