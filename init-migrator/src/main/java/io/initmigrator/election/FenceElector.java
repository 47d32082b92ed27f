package io.initmigrator.election;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.WaitReporter;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.Session;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.time.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Elects without Kubernetes: the process that acquires the fence leads. The others read with jitter, over one short connection
 * each time, whether the fence is free or the bundle is recorded, and hold nothing in between. For Docker, Compose and Jobs.
 */
public final class FenceElector implements Elector {

    private static final Duration INITIAL_BACKOFF = Duration.ofMillis(200);

    /** With it, and the time that a connection takes, the last process starts within three seconds of the record. */
    private static final Duration MAX_BACKOFF = Duration.ofMillis(2_500);

    private final Candidate candidate;
    private final Backoff backoff;
    private final WaitReporter waitReporter;

    /** Description of the wait, for the message after the deadline; empty until this process has to wait. */
    private Optional<String> awaited = Optional.empty();

    /** State for which {@link Recheck} was returned last; it is not returned for the same state again. */
    private @Nullable BundleState rechecked;

    public FenceElector(Candidate candidate) {
        this.candidate = candidate;
        this.backoff = new Backoff(INITIAL_BACKOFF, MAX_BACKOFF, candidate.random());
        this.waitReporter = new WaitReporter(candidate.time(), candidate::publish);
    }

    @Override
    public Step next() throws InterruptedException {
        while (true) {
            Optional<Step> step = awaited.isPresent() ? pauseAndRead(awaited.get()) : tryFence();
            if (step.isPresent()) {
                return step.get();
            }
        }
    }

    @Override
    public void close() {
        // Nothing is held between two attempts.
    }

    private Optional<Step> tryFence() throws InterruptedException {
        Session session = candidate.database().open();
        candidate.stopSignal().onStop(session::abort);
        Optional<Step> lead = Optional.empty();
        try {
            lead = tryFence(session);
        } catch (SessionLostException lost) {
            lostSession(lost);
        } finally {
            if (lead.isEmpty()) {
                candidate.stopSignal().clearOnStop();
                session.close();
            }
        }
        return lead;
    }

    private Optional<Step> tryFence(Session session) {
        return switch (session.tryFence()) {
            case FenceAttempt.Taken(Fence fence) -> {
                candidate.publish(new RolloutEvent.Elected(""));
                yield Optional.of(new Lead(new FenceLeadership(), Optional.of(new FencedSession(session, fence))));
            }
            case FenceAttempt.Held(FenceHolder holder) -> {
                awaitHolder(holder);
                yield Optional.empty();
            }
        };
    }

    private Optional<Step> pauseAndRead(String what) throws InterruptedException {
        if (candidate.deadline().hasPassed()) {
            return Optional.of(new Finish(
                    new Outcome.DeadlinePassed(what, candidate.deadline().elapsed())));
        }
        candidate.time().sleep(candidate.deadline().atMost(backoff.next()));
        try (ReadOnlySession session = candidate.database().read()) {
            candidate.stopSignal().onStop(session::abort);
            return read(session);
        } catch (SessionLostException lost) {
            lostSession(lost);
            return Optional.empty();
        } finally {
            candidate.stopSignal().clearOnStop();
        }
    }

    private Optional<Step> read(ReadOnlySession session) {
        BundleState state = session.readSnapshot(candidate.bundle()).state();
        if (!(state instanceof BundleState.Unverified) && !state.equals(rechecked)) {
            rechecked = state;
            return Optional.of(new Recheck());
        }
        Optional<FenceHolder> holder = session.fenceHolder();
        if (holder.isPresent()) {
            awaitHolder(holder.get());
        } else {
            awaited = Optional.empty();
        }
        return Optional.empty();
    }

    private void awaitHolder(FenceHolder holder) {
        awaited = Optional.of("the advisory lock, held by " + holder.sentence());
        waitReporter.reportIfDue(holder.pid(), waited -> new RolloutEvent.WaitingForFence(holder, waited));
    }

    private void lostSession(SessionLostException lost) {
        awaited = Optional.of("the advisory lock; the session that tried to acquire it was lost");
        candidate.publish(new RolloutEvent.ProbeLost(String.valueOf(lost.getMessage())));
    }

    /** Leadership by the fence alone: it has no Lease to renew or release, and ends with the session. */
    private static final class FenceLeadership implements Leadership {

        @Override
        public String lease() {
            return "";
        }

        @Override
        public Predecessors predecessors() {
            return Predecessors.NONE;
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
        public boolean isRefusedBefore() {
            return true;
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
