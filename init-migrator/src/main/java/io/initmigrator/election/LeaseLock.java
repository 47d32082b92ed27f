package io.initmigrator.election;

import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.schema.Refusal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Election on one Lease with client-go's timing semantics. Each method makes one attempt and never loops.
 *
 * <p>Guarantees that of all processes that write on the same version of the Lease one is elected. Does not guarantee that the
 * previous leader has detected its loss.
 */
public final class LeaseLock {

    private final Leases leases;
    private final LeaseTiming timing;
    private final Candidate candidate;
    private @Nullable ObservedLease observation;

    public LeaseLock(Leases leases, LeaseTiming timing, Candidate candidate) {
        this.leases = leases;
        this.timing = timing;
        this.candidate = candidate;
    }

    /** Reads the Lease; empty if it does not exist. */
    Optional<ObservedLease> read() throws InterruptedException {
        Optional<LeaseRecord> found = leases.get(timing.attempt());
        if (found.isEmpty()) {
            observation = null;
        } else {
            observe(found.get());
        }
        return observation();
    }

    /** The last observed Lease. */
    Optional<ObservedLease> observation() {
        return Optional.ofNullable(observation);
    }

    ObservedLease observe(LeaseRecord lease) {
        ObservedLease seen =
                ObservedLease.of(observation, lease, candidate.time().elapsed());
        observation = seen;
        return seen;
    }

    void probed() {
        observation = observation == null ? null : observation.afterProbe();
    }

    /** True if the Lease may be acquired: it has no holder, it has expired, or its holder is this process. */
    boolean isAvailable(ObservedLease seen) {
        return !seen.lease().isHeld()
                || seen.lease().isHeldBy(candidate.identity())
                || !untilExpiry(seen).isPositive();
    }

    Duration untilExpiry(ObservedLease seen) {
        return seen.durationOr(timing.leaseDuration())
                .minus(seen.silence(candidate.time().elapsed()));
    }

    /** Time until missed renewals make the holder suspect; zero for an earlier start of this container. */
    Duration untilSuspicion(ObservedLease seen) {
        if (candidate.identity().isEarlierSelf(seen.lease().holder())) {
            return Duration.ZERO;
        }
        return LeaseTiming.suspicionAfter(seen.durationOr(timing.leaseDuration()))
                .minus(seen.silence(candidate.time().elapsed()));
    }

    /** Tries once, within {@code limit}, to acquire the Lease; empty if another process was faster. */
    Optional<LeaseRecord> tryAcquire(Optional<ObservedLease> seen, Duration limit) throws InterruptedException {
        LeaseRecord desired = desired(seen.map(ObservedLease::lease));
        LeaseWrite write = seen.isPresent() ? leases.update(desired, limit) : leases.create(desired, limit);
        if (write instanceof LeaseWrite.Written(LeaseRecord written)) {
            observe(written);
            return Optional.of(written);
        }
        return Optional.empty();
    }

    private LeaseRecord desired(Optional<LeaseRecord> before) {
        String previous = before.map(LeaseRecord::holder).orElse("");
        boolean changes = !previous.equals(candidate.identity().toString());
        LeaseAnnotations annotations = before.map(LeaseRecord::annotations).orElse(LeaseAnnotations.EMPTY);
        Refusal refusal = refusalToKeep(annotations);
        return new LeaseRecord(
                before.map(LeaseRecord::resourceVersion).orElse(""),
                candidate.identity().toString(),
                timing.leaseDuration(),
                candidate.time().wallClock(),
                candidate.time().wallClock(),
                before.map(changes ? LeaseRecord::nextTransition : LeaseRecord::transitions)
                        .orElse(0),
                new LeaseAnnotations(
                        refusal == null ? Phase.MIGRATING : Phase.REFUSED,
                        candidate.bundle().digest(),
                        annotations.schemaVersion(),
                        null,
                        null,
                        refusal,
                        annotations.deferred(),
                        annotations.predecessors().plus(changes ? previous : "")));
    }

    /**
     * That of the same bundle, which a restarted pod checks again: otherwise pods in a crash loop would hide cause and remedy from
     * operators every time. A repair, which shares no failures, ends it.
     */
    private @Nullable Refusal refusalToKeep(LeaseAnnotations before) {
        boolean isKept = before.hasRefused(candidate.bundle().digest())
                && !candidate.failureBackoff().isZero();
        return isKept ? before.refusal() : null;
    }
}
