package io.initmigrator.election;

import io.initmigrator.core.Identity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The Lease, as far as it concerns the election. {@code spec} is used as client-go uses it.
 *
 * @param uid the API server's, which nobody can forge; empty for a Lease that is yet to be written
 * @param resourceVersion empty for a Lease that is yet to be created
 * @param holder {@code spec.holderIdentity}, cut to a bounded length; empty where nobody holds it. Not always an
 *     {@link Identity}, since others may have written it
 * @param duration {@code spec.leaseDurationSeconds}; zero where there is none, or one that is out of bounds
 * @param acquireTime the holder's wall clock when it was elected; for people
 * @param renewTime the holder's wall clock at its last renewal; for people, and so that every renewal is a change
 * @param transitions {@code spec.leaseTransitions}
 * @param annotations what the leader says in annotations
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

    /** What is to be written. */
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

    /** The number of the next change of holder; begins again where a number of the API server's would not hold it. */
    int nextTransition() {
        return transitions == Integer.MAX_VALUE ? 0 : transitions + 1;
    }

    /** The same, to be written over {@code version}; empty for a Lease that is to be created anew. */
    LeaseRecord withVersion(String version) {
        return new LeaseRecord(version, holder, duration, acquireTime, renewTime, transitions, annotations);
    }

    /** A sign of life of its holder. */
    LeaseRecord renewed(Instant now, LeaseAnnotations newAnnotations) {
        return new LeaseRecord(resourceVersion, holder, duration, acquireTime, now, transitions, newAnnotations);
    }

    /** As client-go releases: no holder, and a duration of one second. */
    public LeaseRecord released(Instant now, LeaseAnnotations newAnnotations) {
        return new LeaseRecord(resourceVersion, "", Duration.ofSeconds(1), now, now, transitions, newAnnotations);
    }
}
