package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.StoppedException;
import io.initmigrator.election.Elector.FencedSession;
import io.initmigrator.election.Elector.Lead;
import io.initmigrator.election.Leadership;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.Session;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.schema.Problem;
import io.initmigrator.time.Jitter;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs one leadership term: acquires the fence, runs the task in the session that holds it, closes the session, then releases
 * the Lease.
 */
final class LeadershipTerm {

    private static final Duration MIN_BACKOFF = Duration.ofMillis(200);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(1);

    private final RolloutContext context;
    private final Leadership leadership;
    private final Optional<FencedSession> fenced;
    private final LeaderTask task;

    LeadershipTerm(RolloutContext context, Lead lead, LeaderTask task) {
        this.context = context;
        this.leadership = lead.leadership();
        this.fenced = lead.fenced();
        this.task = task;
    }

    /** Empty if leadership or the session was lost before the task began; this pod is then a follower again. */
    Optional<Outcome> run() throws InterruptedException {
        Optional<Outcome> outcome = Optional.empty();
        try {
            outcome = runInSession().map(context::advised);
            publishRefusal(outcome);
        } finally {
            leadership.resign(outcome);
        }
        return outcome;
    }

    private void publishRefusal(Optional<Outcome> outcome) {
        if (outcome.orElse(null) instanceof Outcome.SchemaMismatch(Problem problem) && !leadership.isRefusedBefore()) {
            context.publish(new RolloutEvent.BundleRefused(problem));
        }
    }

    /**
     * Pauses after a term that was lost before its task began, because the cause may persist. Empty unless the deadline has
     * passed.
     */
    static Optional<Outcome> pauseAfterLoss(RolloutContext context) throws InterruptedException {
        if (context.deadline().hasPassed()) {
            return Optional.of(new Outcome.DeadlinePassed(
                    "stable leadership; the Lease or the database session was lost before each attempt could start",
                    context.deadline().elapsed()));
        }
        context.time().sleep(context.deadline().atMost(Jitter.between(MIN_BACKOFF, MAX_BACKOFF, context.random())));
        return Optional.empty();
    }

    private Optional<Outcome> runInSession() throws InterruptedException {
        try (Session session = openSession()) {
            leadership.onLoss(session::abort);
            context.stopSignal().onStop(session::abort);
            return Optional.of(
                    switch (takeFence(session)) {
                        case FenceAttempt.Taken(Fence fence) -> task.runHolding(fence);
                        case FenceAttempt.Held(FenceHolder holder) -> fenceNotAcquired(holder);
                    });
        } catch (SessionLostException lost) {
            if (context.stopSignal().isRequested()) {
                throw new StoppedException(task.consequence());
            }
            return task.hasBegun() ? Optional.of(lost(lost)) : Optional.empty();
        } finally {
            context.stopSignal().clearOnStop();
        }
    }

    private Session openSession() throws InterruptedException {
        return fenced.isPresent() ? fenced.get().session() : context.database().open(leadership.lease());
    }

    private FenceAttempt takeFence(Session session) throws InterruptedException {
        return fenced.isPresent()
                ? new FenceAttempt.Taken(fenced.get().fence())
                : FenceAcquisition.acquire(context, session, leadership);
    }

    private Outcome lost(SessionLostException exception) {
        String reason = leadership.loss().orElse(String.valueOf(exception.getMessage()));
        context.publish(new RolloutEvent.LeadershipLost(reason, task.consequence()));
        return new Outcome.LeadershipLost(reason, task.consequence());
    }

    private Outcome fenceNotAcquired(FenceHolder holder) {
        return new Outcome.DeadlinePassed(
                "the advisory lock, held by " + holder.sentence(),
                context.deadline().elapsed());
    }
}
