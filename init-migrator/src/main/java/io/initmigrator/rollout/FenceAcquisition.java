package io.initmigrator.rollout;

import io.initmigrator.core.Identity;
import io.initmigrator.election.Leadership;
import io.initmigrator.election.LeaseLock;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.WaitReporter;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.Session;
import io.initmigrator.time.Backoff;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a leader gets the fence when somebody else holds it: a predecessor's leftover session is ended, anybody else is named and
 * waited for.
 */
final class FenceAcquisition {

    private static final Duration INITIAL_BACKOFF = Duration.ofMillis(20);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(1);

    private final RolloutContext context;
    private final Session session;
    private final Leadership leadership;
    private final Set<Integer> evicted = new HashSet<>();

    private FenceAcquisition(RolloutContext context, Session session, Leadership leadership) {
        this.context = context;
        this.session = session;
        this.leadership = leadership;
    }

    /** Held once the pod's deadline has passed. */
    static FenceAttempt acquire(RolloutContext context, Session session, Leadership leadership)
            throws InterruptedException {
        return new FenceAcquisition(context, session, leadership).acquire();
    }

    private FenceAttempt acquire() throws InterruptedException {
        Backoff backoff = new Backoff(INITIAL_BACKOFF, MAX_BACKOFF, context.random());
        WaitReporter waitReporter = new WaitReporter(context.time(), context::publish);
        while (true) {
            FenceAttempt attempt = session.tryFence();
            if (!(attempt instanceof FenceAttempt.Held(FenceHolder holder))
                    || context.deadline().hasPassed()) {
                return attempt;
            }
            if (!isEvicted(holder)) {
                waitReporter.reportIfDue(holder.pid(), waited -> new RolloutEvent.WaitingForFence(holder, waited));
            }
            context.time().sleep(context.deadline().atMost(backoff.next()));
        }
    }

    /** A session of this very process that is not this one was left behind too: by a probe, or by an earlier leadership. */
    private List<String> evictable() {
        return LeaseLock.predecessors(
                        leadership.predecessors(), context.identity().toString())
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
            context.publish(new RolloutEvent.SessionTerminated(holder));
        }
        return true;
    }
}
