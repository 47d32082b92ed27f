package io.initmigrator.election;

import io.initmigrator.core.BackgroundExecutor;
import io.initmigrator.core.Outcome;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.WaitReporter;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.Session;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.time.Backoff;
import io.initmigrator.time.Deadline;
import io.initmigrator.time.Durations;
import io.initmigrator.time.Jitter;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Elects by Lease: acquires it when it is free or expired, otherwise watches it and holds nothing else.
 *
 * <p>While the Kubernetes API is unavailable, polls PostgreSQL instead, until the API is back or the deadline passes.
 */
public final class LeaseElector implements Elector {

    private static final Duration RECHECK_SPREAD = Duration.ofMillis(100);
    private static final Duration ACQUIRE_SPREAD = Duration.ofMillis(150);
    private static final Duration PROBE_SPREAD = Duration.ofMillis(300);
    private static final Duration INITIAL_BACKOFF = Duration.ofMillis(250);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

    /** Timeout of the release at process end, for which SIGTERM leaves about two seconds. */
    private static final Duration RELEASE_TIMEOUT = Duration.ofMillis(1_200);

    private static final String NOT_CREATED =
            "cannot create the Lease: the API server reports a conflict (409) although it does not exist";
    private static final String NOT_TAKEN =
            "cannot acquire the Lease: every update is rejected as stale (409 or 404) although it has no holder";

    private final Candidate candidate;
    private final Leases leases;
    private final LeaseTiming timing;
    private final BackgroundExecutor background;
    private final LeaseLock election;
    private final Backoff apiBackoff;
    private final WaitReporter waitReporter;
    private final SharedOutcome sharedOutcome;
    private @Nullable LeaseWatch watch;
    private @Nullable ApiUnavailableException apiFailure;
    /** End of the {@code Retry-After} requested by the API server. */
    private Deadline notBefore;

    /** True while the result of a write that may have elected this process is unknown. */
    private boolean unconfirmed;

    /** Leader, phase and bundle at the last query of PostgreSQL; empty before the Lease was read. */
    private String lastAsked = "";
    /** Version of the Lease at the last write conflict; usually another pod was faster. */
    private String conflictingVersion = "";

    public LeaseElector(Candidate candidate, Leases leases, LeaseTiming timing, BackgroundExecutor background) {
        this.candidate = candidate;
        this.leases = leases;
        this.timing = timing;
        this.background = background;
        this.election = new LeaseLock(leases, timing, candidate);
        this.apiBackoff = new Backoff(INITIAL_BACKOFF, MAX_BACKOFF, candidate.random());
        this.waitReporter = new WaitReporter(candidate.time(), candidate::publish);
        this.sharedOutcome = new SharedOutcome(candidate);
        this.notBefore = Deadline.after(Duration.ZERO, candidate.time());
    }

    @Override
    public Step next() throws InterruptedException {
        if (!notBefore.hasPassed() && apiFailure != null) {
            return recheckInstead(apiFailure);
        }
        try {
            Optional<ObservedLease> seen = reread();
            while (true) {
                Optional<Step> step = decide(seen);
                if (step.isPresent()) {
                    return step.get();
                }
                seen = election.observation();
                seen = seen.isPresent() ? awaitChange(seen.get()) : readCreated();
            }
        } catch (ApiUnavailableException unavailable) {
            notBefore = Deadline.after(unavailable.retryAfter().orElse(Duration.ZERO), candidate.time());
            return recheckInstead(unavailable);
        }
    }

    @Override
    public void close() {
        closeWatch();
        if (unconfirmed) {
            releaseUnconfirmed();
        }
    }

    private void closeWatch() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    /**
     * Releases the Lease after a write without a response: the write may have acquired it, or may yet do so unless the version
     * changes. Otherwise followers would wait for its expiry.
     */
    private void releaseUnconfirmed() {
        boolean stopped = Thread.interrupted();
        Deadline deadline = Deadline.after(RELEASE_TIMEOUT, candidate.time());
        try {
            Optional<LeaseRecord> lease = leases.get(deadline.atMost(RELEASE_TIMEOUT.dividedBy(2)));
            if (lease.isPresent() && (!lease.get().isHeld() || lease.get().isHeldBy(candidate.identity()))) {
                LeaseAnnotations annotations = lease.get().annotations();
                leases.update(
                        lease.get()
                                .released(
                                        candidate.time().wallClock(),
                                        lease.get().isHeld()
                                                ? new LeaseAnnotations(
                                                        null,
                                                        null,
                                                        annotations.schemaVersion(),
                                                        null,
                                                        null,
                                                        null,
                                                        annotations.deferred(),
                                                        annotations.predecessors())
                                                : annotations),
                        deadline.remaining());
            }
        } catch (ApiUnavailableException | UnreachableException e) {
            candidate.publish(new RolloutEvent.ApiUnavailable(String.valueOf(e.getMessage())));
        } catch (InterruptedException again) {
            stopped = true;
        } finally {
            if (stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Next step for the observed Lease; empty to wait for a change. */
    private Optional<Step> decide(Optional<ObservedLease> seen) throws InterruptedException {
        // 1. No Lease: the process that creates it is elected.
        if (seen.isEmpty()) {
            return tryAcquire(seen, Optional.empty());
        }
        ObservedLease lease = seen.get();
        // 2. This bundle failed recently and would fail again, or was just refused.
        Optional<Outcome> shared = sharedOutcome.of(lease.lease());
        if (shared.isPresent()) {
            return shared.map(Finish::new);
        }
        // 3. Migrations may have been recorded since PostgreSQL was last queried.
        if (noteResult(lease.lease())) {
            candidate.time().sleep(Jitter.upTo(RECHECK_SPREAD, candidate.random()));
            return Optional.of(new Recheck());
        }
        // 4. Free, expired, or acquired by a write whose response was lost.
        if (election.isAvailable(lease)) {
            return lease.version().equals(conflictingVersion)
                    ? tryAcquireAfterConflict()
                    : tryAcquireUnlessContested(lease);
        }
        // 5. Held, but renewals are overdue.
        if (isSuspicious(lease)) {
            return probe(lease);
        }
        return candidate.deadline().hasPassed()
                ? Optional.of(new Finish(deadlinePassed(lease.lease())))
                : Optional.empty();
    }

    /** Adds jitter before acquiring, so that a release does not make all followers write at once. */
    private Optional<Step> tryAcquireUnlessContested(ObservedLease seen) throws InterruptedException {
        if (watch != null && nextEvent(seen, ACQUIRE_SPREAD) instanceof LeaseEvent.Changed(LeaseRecord lease)) {
            return decide(Optional.of(election.observe(lease)));
        }
        return tryAcquire(Optional.of(seen), Optional.empty());
    }

    /** Usually another pod was faster, which a fresh read shows; otherwise the API server rejects the write itself. */
    private Optional<Step> tryAcquireAfterConflict() throws InterruptedException {
        candidate.time().sleep(candidate.deadline().atMost(apiBackoff.next()));
        Optional<ObservedLease> seen = reread();
        if (seen.map(ObservedLease::version).filter(conflictingVersion::equals).isEmpty()) {
            return decide(seen);
        }
        if (candidate.deadline().hasPassed()) {
            throw new UnreachableException(NOT_TAKEN + ", for "
                    + candidate.deadline().timeout().toSeconds()
                    + " s (MIGRATOR_TIMEOUT); check for a proxy or webhook between this pod and the API server");
        }
        waitReporter.reportIfDue(NOT_TAKEN, waited -> new RolloutEvent.ApiUnavailable(NOT_TAKEN));
        return tryAcquire(seen, Optional.empty());
    }

    private Optional<Step> tryAcquire(Optional<ObservedLease> seen, Optional<FencedSession> fenced)
            throws InterruptedException {
        Duration asked = candidate.time().elapsed();
        // Short while holding the fence, because the suspected leader may be alive and need it.
        Duration limit = fenced.isPresent() ? timing.renewPeriod() : timing.attempt();
        unconfirmed = true;
        Optional<LeaseRecord> elected = election.tryAcquire(seen, limit);
        unconfirmed = false;
        if (elected.isEmpty()) {
            conflictingVersion = seen.map(ObservedLease::version).orElse("");
            return Optional.empty();
        }
        Optional<LeaseRecord> before = seen.map(ObservedLease::lease);
        closeWatch();
        candidate.publish(
                new RolloutEvent.Elected(before.map(LeaseRecord::holder).orElse("")));
        return Optional.of(new Lead(
                new LeaseLeadership(
                        leases,
                        timing,
                        candidate,
                        background,
                        new LeaseLeadership.ElectionWin(elected.get(), before, asked)),
                fenced));
    }

    /**
     * Checks whether the suspected leader's session still holds the fence. If not, this process acquires the fence and then the
     * Lease without waiting for its expiry: a leader without the fence cannot write.
     */
    private Optional<Step> probe(ObservedLease suspect) throws InterruptedException {
        // 1. Spread the followers: the first to succeed updates the Lease, which the others see.
        if (nextEvent(suspect, PROBE_SPREAD) instanceof LeaseEvent.Changed(LeaseRecord lease)) {
            return decide(Optional.of(election.observe(lease)));
        }
        candidate.publish(new RolloutEvent.LeaderSuspected(
                suspect.lease().holder(), suspect.silence(candidate.time().elapsed())));
        election.probed();
        // 2. A follower does not need PostgreSQL, so a refusal only ends the probe.
        Session session;
        try {
            session = candidate.database().open(suspect.lease().uid());
        } catch (UnreachableException refused) {
            candidate.publish(new RolloutEvent.ProbeLost(String.valueOf(refused.getMessage())));
            return Optional.empty();
        }
        // 3. If the fence is free, hold it until the Lease is acquired too.
        candidate.stopSignal().onStop(session::abort);
        Optional<Step> step = Optional.empty();
        try {
            Optional<Fence> fence = tryFence(session);
            if (fence.isPresent()) {
                step = tryAcquire(Optional.of(suspect), Optional.of(new FencedSession(session, fence.get())));
            }
        } finally {
            if (step.isEmpty()) {
                candidate.stopSignal().clearOnStop();
                session.close();
            }
        }
        return step;
    }

    /** Empty if it is held, or if the probe failed. */
    private Optional<Fence> tryFence(Session session) {
        try {
            return session.tryFence() instanceof FenceAttempt.Taken(Fence fence)
                    ? Optional.of(fence)
                    : Optional.empty();
        } catch (SessionLostException | UnreachableException failed) {
            candidate.publish(new RolloutEvent.ProbeLost(String.valueOf(failed.getMessage())));
            return Optional.empty();
        }
    }

    private Optional<ObservedLease> awaitChange(ObservedLease seen) throws InterruptedException {
        reportLeader(seen.lease());
        return switch (openWatch(seen).await(candidate.deadline().atMost(untilSomethingIsDue(seen)))) {
            case LeaseEvent.Changed(LeaseRecord lease) -> {
                apiBackoff.reset();
                yield Optional.of(election.observe(lease));
            }
            case LeaseEvent.Deleted deleted -> reread();
            case LeaseEvent.TimedOut quiet -> isSilenceDue(seen) ? reread() : Optional.of(seen);
            case LeaseEvent.Ended ended -> {
                closeWatch();
                candidate.time().sleep(candidate.deadline().atMost(apiBackoff.next()));
                yield read();
            }
        };
    }

    /** Not held: another pod was faster, and the watch will name it. */
    private void reportLeader(LeaseRecord lease) {
        if (!lease.isHeld()) {
            return;
        }
        Optional<LeaderProgress> activity =
                Optional.ofNullable(lease.annotations().activity());
        String what =
                lease.holder() + " " + activity.map(LeaderProgress::progress).orElse("")
                        + activity.map(LeaderProgress::blockedBy)
                                .filter(blockers -> !blockers.isEmpty())
                                .map(blockers -> " blocked")
                                .orElse("");
        waitReporter.reportIfDue(what, waited -> new RolloutEvent.WaitingForLeader(lease.holder(), activity, waited));
    }

    /**
     * A stalled watch looks like a leader that stopped renewing; only a fresh read distinguishes them. The watch is reopened,
     * because its pending events may be older than what was read.
     */
    private Optional<ObservedLease> reread() throws InterruptedException {
        closeWatch();
        return read();
    }

    private Optional<ObservedLease> read() throws InterruptedException {
        Optional<ObservedLease> seen = election.read();
        if (apiFailure != null) {
            apiFailure = null;
            candidate.publish(new RolloutEvent.ApiAvailable());
        }
        return seen;
    }

    /** After a conflict another pod has created the Lease; otherwise the API server rejects its creation. */
    private Optional<ObservedLease> readCreated() throws InterruptedException {
        Optional<ObservedLease> created = read();
        if (created.isEmpty()) {
            if (candidate.deadline().hasPassed()) {
                throw new UnreachableException(NOT_CREATED + ", for "
                        + candidate.deadline().timeout().toSeconds()
                        + " s (MIGRATOR_TIMEOUT); create the Lease beforehand, or check whether a quota or a controller"
                        + " prevents it");
            }
            waitReporter.reportIfDue(NOT_CREATED, waited -> new RolloutEvent.ApiUnavailable(NOT_CREATED));
            candidate.time().sleep(candidate.deadline().atMost(apiBackoff.next()));
        }
        return created;
    }

    private LeaseEvent nextEvent(ObservedLease seen, Duration spread) throws InterruptedException {
        LeaseEvent event = openWatch(seen).await(Jitter.upTo(spread, candidate.random()));
        if (event instanceof LeaseEvent.Ended || event instanceof LeaseEvent.Deleted) {
            closeWatch();
        }
        return event;
    }

    private LeaseWatch openWatch(ObservedLease seen) {
        if (watch == null) {
            watch = leases.watch(seen.version());
        }
        return watch;
    }

    private Duration untilSomethingIsDue(ObservedLease seen) {
        Duration due = seen.probed() ? election.untilExpiry(seen) : election.untilSuspicion(seen);
        return Durations.min(due, WaitReporter.INTERVAL);
    }

    private boolean isSilenceDue(ObservedLease seen) {
        return isSuspicious(seen) || !election.untilExpiry(seen).isPositive();
    }

    private boolean isSuspicious(ObservedLease seen) {
        return !seen.probed() && !election.untilSuspicion(seen).isPositive();
    }

    /** Remembers the result on the Lease; true once for each leader and phase, and only if it may concern this bundle. */
    private boolean noteResult(LeaseRecord lease) {
        LeaseAnnotations annotations = lease.annotations();
        String now = lease.holder() + " " + annotations.phase() + " " + annotations.bundle();
        boolean mine = candidate.bundle().digest().equals(annotations.bundle());
        boolean concerns = annotations.phase() == Phase.SUCCEEDED || (annotations.bundle() != null && !mine);
        // The rollout before: PostgreSQL was queried a moment ago, and a leader queries it again behind the lock.
        boolean isPast = lastAsked.isEmpty() && !mine && !lease.isHeld();
        boolean isUnseen = concerns && !now.equals(lastAsked);
        lastAsked = concerns || lastAsked.isEmpty() ? now : lastAsked;
        return isUnseen && !isPast;
    }

    private Step recheckInstead(ApiUnavailableException unavailable) throws InterruptedException {
        closeWatch();
        if (apiFailure == null) {
            candidate.publish(new RolloutEvent.ApiUnavailable(String.valueOf(unavailable.getMessage())));
        }
        apiFailure = unavailable;
        if (candidate.deadline().hasPassed()) {
            throw new UnreachableException(
                    "the Kubernetes API did not respond within "
                            + candidate.deadline().timeout().toSeconds()
                            + " s (MIGRATOR_TIMEOUT): " + unavailable.getMessage()
                            + "; check that it is running and that the network policy lets this pod reach it",
                    unavailable);
        }
        Duration pause = apiBackoff.next();
        candidate.time().sleep(candidate.deadline().atMost(notBefore.hasPassed() ? pause : notBefore.atMost(pause)));
        return new Recheck();
    }

    private Outcome deadlinePassed(LeaseRecord lease) {
        LeaderProgress activity = lease.annotations().activity();
        return new Outcome.DeadlinePassed(
                "the leader " + lease.holder() + (activity == null ? "" : ", currently at " + activity.sentence()),
                candidate.deadline().elapsed());
    }
}
