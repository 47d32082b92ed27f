package io.initmigrator.rollout;

import io.initmigrator.election.Leadership;
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
 * Acquires the fence for a leader: terminates the leftover session of a former leader, and waits for any other holder, which it
 * names.
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

    /** Returns {@link FenceAttempt.Held} once the deadline has passed. */
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
            if (!evict(holder)) {
                waitReporter.reportIfDue(holder.pid(), waited -> new RolloutEvent.WaitingForFence(holder, waited));
            }
            context.time().sleep(context.deadline().atMost(backoff.next()));
        }
    }

    /** Includes this process: a probe or an earlier term of its own may have left a session behind. */
    private List<String> evictable() {
        return leadership.predecessors().plus(context.identity().toString()).sessions(leadership.lease());
    }

    /** Terminates the session of a predecessor; false if it is none, or the role lacks the privilege. */
    private boolean evict(FenceHolder holder) {
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
