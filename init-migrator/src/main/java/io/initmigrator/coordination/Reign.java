package io.initmigrator.coordination;

import io.initmigrator.coordination.Turns.FencedSession;
import io.initmigrator.coordination.Turns.Lead;
import io.initmigrator.wait.Jitter;
import java.time.Duration;
import java.util.Optional;

/**
 * What one leader does from its election to its resignation: take the fence, do its work in the one session that holds it, end
 * the session, and last of all tell the siblings.
 */
final class Reign {

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Pod pod;
    private final Leadership leadership;
    private final Optional<FencedSession> fenced;
    private final Work work;

    Reign(Pod pod, Lead lead, Work work) {
        this.pod = pod;
        this.leadership = lead.leadership();
        this.fenced = lead.fenced();
        this.work = work;
    }

    /** Empty where leadership or session went before anything was begun, so that this pod is a sibling like any other again. */
    Optional<Outcome> run() throws InterruptedException {
        Optional<Outcome> outcome = Optional.empty();
        try {
            outcome = workInOneSession();
        } finally {
            leadership.resign(outcome);
        }
        return outcome;
    }

    /**
     * After a reign that was over before it began: lets a moment pass, since whatever took its session or its Lease away may do so
     * again at once. Empty unless the pod's deadline has passed.
     */
    static Optional<Outcome> pauseAfter(Pod pod) throws InterruptedException {
        if (pod.deadline().hasPassed()) {
            return Optional.of(new Outcome.DeadlinePassed(
                    "a turn that lasts; each time the Lease or the session with PostgreSQL was lost before it could begin",
                    pod.deadline().waited()));
        }
        pod.time().sleep(pod.deadline().atMost(Jitter.between(SHORTEST_PAUSE, LONGEST_PAUSE, pod.random())));
        return Optional.empty();
    }

    private Optional<Outcome> workInOneSession() throws InterruptedException {
        try (Session session = openSession()) {
            leadership.onLoss(session::abort);
            pod.stop().cuts(session::abort);
            return Optional.of(
                    switch (takeFence(session)) {
                        case FenceAttempt.Taken(Fence fence) -> work.behind(fence);
                        case FenceAttempt.Held(FenceHolder holder) -> fenceNotHad(holder);
                    });
        } catch (SessionLostException lost) {
            if (pod.stop().isRequested()) {
                throw new StoppedException(work.consequence());
            }
            return work.hasBegun() ? Optional.of(lost(lost)) : Optional.empty();
        } finally {
            pod.stop().cutsNothing();
        }
    }

    private Session openSession() throws InterruptedException {
        return fenced.isPresent() ? fenced.get().session() : pod.database().open(leadership.lease());
    }

    private FenceAttempt takeFence(Session session) throws InterruptedException {
        return fenced.isPresent()
                ? new FenceAttempt.Taken(fenced.get().fence())
                : FenceGate.enter(pod, session, leadership);
    }

    private Outcome lost(SessionLostException exception) {
        String reason = leadership.loss().orElse(String.valueOf(exception.getMessage()));
        pod.tell(new Notice.LeadershipLost(reason, work.consequence()));
        return new Outcome.Lost(reason, work.consequence());
    }

    private Outcome fenceNotHad(FenceHolder holder) {
        return new Outcome.DeadlinePassed(
                "the fence in PostgreSQL, held by " + holder.sentence(),
                pod.deadline().waited());
    }
}
