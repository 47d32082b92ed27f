package io.initmigrator.coordination;

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
record Observation(LeaseRecord lease, Duration since, boolean probed) {

    static Observation first(LeaseRecord lease, Duration now) {
        return new Observation(lease, now, false);
    }

    /** What is seen now, after {@code before}; null where nothing was seen yet. */
    static Observation of(@Nullable Observation before, LeaseRecord lease, Duration now) {
        return before == null ? first(lease, now) : before.next(lease, now);
    }

    /** The same silence goes on unless the leader itself wrote: an edited label is no sign of life. */
    Observation next(LeaseRecord newer, Duration now) {
        return isSameSign(newer) ? new Observation(newer, since, probed) : first(newer, now);
    }

    Observation afterProbe() {
        return new Observation(lease, since, true);
    }

    /** Which write it was; empty for none. */
    String version() {
        return lease.resourceVersion();
    }

    /** How long the Lease lasts: what it says itself, or else {@code usual}. */
    Duration lasting(Duration usual) {
        return lease.duration().isPositive() ? lease.duration() : usual;
    }

    Duration silence(Duration now) {
        return now.minus(since);
    }

    private boolean isSameSign(LeaseRecord newer) {
        return newer.holder().equals(lease.holder())
                && newer.transitions() == lease.transitions()
                && newer.duration().equals(lease.duration())
                && Objects.equals(newer.renewTime(), lease.renewTime())
                && Objects.equals(newer.acquireTime(), lease.acquireTime());
    }
}
