package io.initmigrator.coordination;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The Lease, as far as it concerns the election. {@code spec} is used as client-go uses it.
 *
 * @param resourceVersion empty for a Lease that is yet to be created
 * @param holder {@code spec.holderIdentity}; empty where nobody holds it
 * @param duration {@code spec.leaseDurationSeconds}; zero where the Lease was created with an empty spec
 * @param acquireTime the holder's wall clock when it was elected; for people
 * @param renewTime the holder's wall clock at its last renewal; for people, and so that every renewal is a change
 * @param transitions {@code spec.leaseTransitions}
 * @param note what the leader says in annotations
 */
public record LeaseRecord(
        String resourceVersion,
        String holder,
        Duration duration,
        @Nullable Instant acquireTime,
        @Nullable Instant renewTime,
        int transitions,
        LeaseNote note) {

    public boolean isHeld() {
        return !holder.isEmpty();
    }

    public boolean isHeldBy(Identity identity) {
        return holder.equals(identity.toString());
    }

    /** The same, to be written over {@code version}; empty for a Lease that is to be created anew. */
    LeaseRecord withVersion(String version) {
        return new LeaseRecord(version, holder, duration, acquireTime, renewTime, transitions, note);
    }

    /** A sign of life of its holder. */
    LeaseRecord renewed(Instant now, LeaseNote said) {
        return new LeaseRecord(resourceVersion, holder, duration, acquireTime, now, transitions, said);
    }

    /** As client-go releases: no holder, and a duration of one second. */
    LeaseRecord released(Instant now, LeaseNote said) {
        return new LeaseRecord(resourceVersion, "", Duration.ofSeconds(1), now, now, transitions, said);
    }
}
