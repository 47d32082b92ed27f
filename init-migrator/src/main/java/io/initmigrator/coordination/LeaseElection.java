package io.initmigrator.coordination;

import io.initmigrator.coordination.LeaseNote.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Election on one Lease, with client-go's meaning of time. Each method is one attempt and never loops.
 *
 * <p>Guarantees that of all who write on the same version of the Lease one is elected. Does not guarantee that the one elected
 * before has noticed.
 */
final class LeaseElection {

    private static final int MOST_PREDECESSORS = 8;

    private final Leases leases;
    private final LeaseTiming timing;
    private final Candidate pod;
    private @Nullable Observation observation;

    LeaseElection(Leases leases, LeaseTiming timing, Candidate pod) {
        this.leases = leases;
        this.timing = timing;
        this.pod = pod;
    }

    /** Reads the Lease. Empty where there is none. */
    Optional<Observation> read() throws InterruptedException {
        Optional<LeaseRecord> found = leases.get(timing.attempt());
        if (found.isEmpty()) {
            observation = null;
        } else {
            see(found.get());
        }
        return observation();
    }

    /** The Lease as it was last seen. */
    Optional<Observation> observation() {
        return Optional.ofNullable(observation);
    }

    Observation see(LeaseRecord lease) {
        Observation seen = Observation.of(observation, lease, pod.time().elapsed());
        observation = seen;
        return seen;
    }

    void probed() {
        observation = observation == null ? null : observation.afterProbe();
    }

    /** Whether anybody may take the Lease: nobody holds it, its holder was silent for too long, or the holder is this process. */
    boolean mayStand(Observation seen) {
        return !seen.lease().isHeld()
                || seen.lease().isHeldBy(pod.identity())
                || !untilExpiry(seen).isPositive();
    }

    Duration untilExpiry(Observation seen) {
        return seen.lasting(timing.leaseDuration())
                .minus(seen.silence(pod.time().elapsed()));
    }

    /** How long until the holder's silence is suspicious; an earlier start of this very container is so from the beginning. */
    Duration untilSuspicion(Observation seen) {
        if (pod.identity().isEarlierSelf(seen.lease().holder())) {
            return Duration.ZERO;
        }
        return LeaseTiming.suspicionAfter(seen.lasting(timing.leaseDuration()))
                .minus(seen.silence(pod.time().elapsed()));
    }

    /** Tries once, within {@code limit}, to become the holder; empty where somebody else was faster. */
    Optional<LeaseRecord> stand(Optional<Observation> seen, Duration limit) throws InterruptedException {
        LeaseRecord desired = desired(seen.map(Observation::lease));
        LeaseWrite write = seen.isPresent() ? leases.update(desired, limit) : leases.create(desired, limit);
        if (write instanceof LeaseWrite.Written(LeaseRecord written)) {
            see(written);
            return Optional.of(written);
        }
        return Optional.empty();
    }

    private LeaseRecord desired(Optional<LeaseRecord> before) {
        String previous = before.map(LeaseRecord::holder).orElse("");
        boolean changes = !previous.equals(pod.identity().toString());
        LeaseNote said = before.map(LeaseRecord::note).orElse(LeaseNote.BLANK);
        return new LeaseRecord(
                before.map(LeaseRecord::resourceVersion).orElse(""),
                pod.identity().toString(),
                timing.leaseDuration(),
                pod.time().wallClock(),
                pod.time().wallClock(),
                before.map(changes ? LeaseRecord::nextTransition : LeaseRecord::transitions)
                        .orElse(0),
                new LeaseNote(
                        Phase.MIGRATING,
                        pod.bundle().digest(),
                        said.schemaVersion(),
                        null,
                        null,
                        predecessors(said.predecessors(), changes ? previous : "")));
    }

    /** Everyone whose session may have been left behind, {@code last} last; one that is no identity has no session. */
    static List<String> predecessors(List<String> earlier, String last) {
        List<String> all = new ArrayList<>(earlier);
        if (Identity.isValid(last)) {
            all.remove(last);
            all.add(last);
        }
        return all.subList(Math.max(0, all.size() - MOST_PREDECESSORS), all.size());
    }
}
