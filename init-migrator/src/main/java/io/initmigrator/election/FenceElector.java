package io.initmigrator.election;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.WaitReporter;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.Session;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.time.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Elects without Kubernetes: the process that acquires the fence leads; the others retry with jitter and hold nothing in
 * between. For Docker, Compose and Jobs.
 */
public final class FenceElector implements Elector {

    private static final Duration INITIAL_BACKOFF = Duration.ofMillis(200);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(2);

    private final Candidate candidate;
    private final Backoff backoff;
    private final WaitReporter waitReporter;

    public FenceElector(Candidate candidate) {
        this.candidate = candidate;
        this.backoff = new Backoff(INITIAL_BACKOFF, MAX_BACKOFF, candidate.random());
        this.waitReporter = new WaitReporter(candidate.time(), candidate::publish);
    }

    @Override
    public Step next() throws InterruptedException {
        Session session = candidate.database().open();
        candidate.stopSignal().onStop(session::abort);
        Optional<Step> step = Optional.empty();
        try {
            step = tryOnce(session);
        } catch (SessionLostException lost) {
            candidate.publish(new RolloutEvent.ProbeLost(String.valueOf(lost.getMessage())));
        } finally {
            if (!(step.orElse(null) instanceof Lead)) {
                candidate.stopSignal().clearOnStop();
                session.close();
            }
        }
        return step.isPresent() ? step.get() : recheckLater();
    }

    private Step recheckLater() throws InterruptedException {
        if (candidate.deadline().hasPassed()) {
            return new Finish(new Outcome.DeadlinePassed(
                    "the advisory lock; the session that tried to acquire it was lost",
                    candidate.deadline().elapsed()));
        }
        candidate.time().sleep(candidate.deadline().atMost(backoff.next()));
        return new Recheck();
    }

    @Override
    public void close() {
        // Nothing is held between two attempts.
    }

    private Optional<Step> tryOnce(Session session) {
        return switch (session.tryFence()) {
            case FenceAttempt.Taken(Fence fence) -> {
                candidate.publish(new RolloutEvent.Elected(""));
                yield Optional.of(new Lead(new FenceLeadership(), Optional.of(new FencedSession(session, fence))));
            }
            case FenceAttempt.Held(FenceHolder holder) -> {
                if (candidate.deadline().hasPassed()) {
                    yield Optional.of(new Finish(new Outcome.DeadlinePassed(
                            "the advisory lock, held by " + holder.sentence(),
                            candidate.deadline().elapsed())));
                }
                waitReporter.reportIfDue(holder.pid(), waited -> new RolloutEvent.WaitingForFence(holder, waited));
                yield Optional.empty();
            }
        };
    }

    /** Leadership by the fence alone: it has no Lease to renew or release, and ends with the session. */
    private static final class FenceLeadership implements Leadership {

        @Override
        public String lease() {
            return "";
        }

        @Override
        public List<String> predecessors() {
            return List.of();
        }

        @Override
        public void report(LeaderProgress activity) {
            // Not published: there is no Lease.
        }

        @Override
        public void recorded(SchemaVersion version) {
            // Not published: there is no Lease.
        }

        @Override
        public void deferred(List<String> scripts) {
            // Not published: there is no Lease.
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public void onLoss(Runnable action) {
            // Lost only with the session, which detects that itself.
        }

        @Override
        public Optional<String> loss() {
            return Optional.empty();
        }

        @Override
        public void resign(Optional<Outcome> outcome) {
            // Closing the session has released it.
        }
    }
}
