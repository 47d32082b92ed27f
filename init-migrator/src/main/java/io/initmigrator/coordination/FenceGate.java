package io.initmigrator.coordination;

import io.initmigrator.wait.Backoff;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a leader gets the fence when somebody else holds it: a predecessor's leftover session is ended, anybody else is named and
 * waited for.
 */
final class FenceGate {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Pod pod;
    private final Session session;
    private final Leadership leadership;
    private final Set<Integer> evicted = new HashSet<>();

    private FenceGate(Pod pod, Session session, Leadership leadership) {
        this.pod = pod;
        this.session = session;
        this.leadership = leadership;
    }

    /** Held once the pod's deadline has passed. */
    static FenceAttempt enter(Pod pod, Session session, Leadership leadership) throws InterruptedException {
        return new FenceGate(pod, session, leadership).enter();
    }

    private FenceAttempt enter() throws InterruptedException {
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, pod.random());
        WaitReport report = new WaitReport(pod.time(), pod::tell);
        while (true) {
            FenceAttempt attempt = session.tryFence();
            if (!(attempt instanceof FenceAttempt.Held(FenceHolder holder))
                    || pod.deadline().hasPassed()) {
                return attempt;
            }
            if (!isEvicted(holder)) {
                report.maybe(holder.pid(), waited -> new Notice.WaitingForFence(holder, waited));
            }
            pod.time().sleep(pod.deadline().atMost(backoff.next()));
        }
    }

    /** A session of this very process that is not this one was left behind too: by a probe, or by an earlier leadership. */
    private List<String> evictable() {
        return LeaseElection.predecessors(
                        leadership.predecessors(), pod.identity().toString())
                .stream()
                .map(identity -> Identity.session(identity, leadership.lease()))
                .toList();
    }

    /** Not where the session is of a role that this one has no power over. */
    private boolean isEvicted(FenceHolder holder) {
        List<String> evictable = evictable();
        if (!holder.isOneOf(evictable) || !session.evict(holder, evictable)) {
            return evicted.contains(holder.pid());
        }
        if (evicted.add(holder.pid())) {
            pod.tell(new Notice.Evicted(holder));
        }
        return true;
    }
}
