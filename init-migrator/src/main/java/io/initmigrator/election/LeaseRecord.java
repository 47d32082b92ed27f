package io.initmigrator.election;

import io.initmigrator.core.Identity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of the Lease that concerns the election. {@code spec} is used as client-go uses it.
 *
 * @param uid assigned by the API server, not forgeable; empty before the first write
 * @param resourceVersion empty before creation
 * @param holder {@code spec.holderIdentity}, truncated to a bounded length; empty if not held. Not always an {@link Identity},
 *     since other writers may have set it
 * @param duration {@code spec.leaseDurationSeconds}; zero if absent or out of bounds
 * @param acquireTime the holder's wall clock at its election; informational
 * @param renewTime the holder's wall clock at its last renewal; informational, and makes every renewal a change
 * @param transitions {@code spec.leaseTransitions}
 * @param annotations state published by the leader
 */
public record LeaseRecord(
        String uid,
        String resourceVersion,
        String holder,
        Duration duration,
        @Nullable Instant acquireTime,
        @Nullable Instant renewTime,
        int transitions,
        LeaseAnnotations annotations) {

    /** A Lease to be written. */
    public LeaseRecord(
            String resourceVersion,
            String holder,
            Duration duration,
            @Nullable Instant acquireTime,
            @Nullable Instant renewTime,
            int transitions,
            LeaseAnnotations note) {
        this("", resourceVersion, holder, duration, acquireTime, renewTime, transitions, note);
    }

    public boolean isHeld() {
        return !holder.isEmpty();
    }

    public boolean isHeldBy(Identity identity) {
        return holder.equals(identity.toString());
    }

    /** Number of the next change of holder; restarts where it would overflow the API's integer. */
    int nextTransition() {
        return transitions == Integer.MAX_VALUE ? 0 : transitions + 1;
    }

    /** The same, to replace {@code version}; empty to create it. */
    LeaseRecord withVersion(String version) {
        return new LeaseRecord(version, holder, duration, acquireTime, renewTime, transitions, annotations);
    }

    /** The Lease renewed by its holder. */
    LeaseRecord renewed(Instant now, LeaseAnnotations newAnnotations) {
        return new LeaseRecord(resourceVersion, holder, duration, acquireTime, now, transitions, newAnnotations);
    }

    /** As client-go releases: no holder, and a duration of one second. */
    public LeaseRecord released(Instant now, LeaseAnnotations newAnnotations) {
        return new LeaseRecord(resourceVersion, "", Duration.ofSeconds(1), now, now, transitions, newAnnotations);
    }
}
