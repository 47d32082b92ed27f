package io.initmigrator.coordination;

import io.initmigrator.coordination.LeaseNote.Phase;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.wait.Backoff;
import io.initmigrator.wait.Deadline;
import io.initmigrator.wait.Jitter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns by Lease: stand when it is free or expired, otherwise watch it and hold nothing else.
 *
 * <p>Where the Kubernetes API does not answer, PostgreSQL is asked now and then instead, until the API is back or the deadline
 * passes.
 */
public final class LeaseTurns implements Turns {

    private static final Duration ASK_SPREAD = Duration.ofMillis(100);
    private static final Duration STAND_SPREAD = Duration.ofMillis(150);
    private static final Duration PROBE_SPREAD = Duration.ofMillis(300);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

    /** For what is said when this pod ends: SIGTERM leaves it about two seconds. */
    private static final Duration LAST_WORD = Duration.ofMillis(700);

    private static final String NOT_CREATED =
            "the Lease can't be created: the API server reports a conflict (409), and yet there is none";
    private static final String NOT_TAKEN =
            "the Lease can't be taken: the API server refuses each write as out of date (409 or 404), and yet nobody holds it";

    private final Candidate pod;
    private final Leases leases;
    private final LeaseTiming timing;
    private final Background background;
    private final LeaseElection election;
    private final Backoff apiBackoff;
    private final WaitReport report;
    private @Nullable LeaseWatch watch;
    private @Nullable ApiUnavailableException trouble;
    /** Until then the API server wants to be left alone. */
    private Deadline notBefore;

    /** Whether a write that would make this pod the leader was sent, and its outcome is not known. */
    private boolean mayHold;

    private String lastAsked = "";
    /** The version of the Lease that could not be written last; mostly because somebody else was faster. */
    private String refused = "";

    public LeaseTurns(Candidate pod, Leases leases, LeaseTiming timing, Background background) {
        this.pod = pod;
        this.leases = leases;
        this.timing = timing;
        this.background = background;
        this.election = new LeaseElection(leases, timing, pod);
        this.apiBackoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, pod.random());
        this.report = new WaitReport(pod.time(), pod::tell);
        this.notBefore = Deadline.after(Duration.ZERO, pod.time());
    }

    @Override
    public Turn next() throws InterruptedException {
        if (!notBefore.hasPassed() && trouble != null) {
            return askPostgresInstead(trouble);
        }
        try {
            Optional<Observation> seen = readAnew();
            while (true) {
                Optional<Turn> turn = decide(seen);
                if (turn.isPresent()) {
                    return turn.get();
                }
                seen = election.observation();
                seen = seen.isPresent() ? awaitChange(seen.get()) : readCreated();
            }
        } catch (ApiUnavailableException unavailable) {
            notBefore = Deadline.after(unavailable.retryAfter().orElse(Duration.ZERO), pod.time());
            return askPostgresInstead(unavailable);
        }
    }

    @Override
    public void close() {
        closeWatch();
        if (mayHold) {
            giveBack();
        }
    }

    private void closeWatch() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    /**
     * Frees the Lease, which a write whose answer never came may have taken, or may yet take: unless its version changes, too.
     * Otherwise the siblings would wait until it expires.
     */
    private void giveBack() {
        boolean stopped = Thread.interrupted();
        Deadline deadline = Deadline.after(LAST_WORD, pod.time());
        try {
            Optional<LeaseRecord> lease = leases.get(deadline.atMost(LAST_WORD.dividedBy(2)));
            if (lease.isPresent() && (!lease.get().isHeld() || lease.get().isHeldBy(pod.identity()))) {
                LeaseNote note = lease.get().note();
                leases.update(
                        lease.get()
                                .released(
                                        pod.time().wallClock(),
                                        lease.get().isHeld()
                                                ? new LeaseNote(
                                                        null,
                                                        null,
                                                        note.schemaVersion(),
                                                        null,
                                                        null,
                                                        note.predecessors())
                                                : note),
                        deadline.left());
            }
        } catch (ApiUnavailableException | UnreachableException e) {
            pod.tell(new Notice.ApiUnavailable(String.valueOf(e.getMessage())));
        } catch (InterruptedException again) {
            stopped = true;
        } finally {
            if (stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What the Lease as it now is asks of this pod; empty where it asks to wait for a change. */
    private Optional<Turn> decide(Optional<Observation> seen) throws InterruptedException {
        // 1. Nothing there: whoever creates it is elected.
        if (seen.isEmpty()) {
            return stand(seen, Optional.empty());
        }
        Observation lease = seen.get();
        // 2. This bundle failed a moment ago, and would again.
        Optional<Outcome> shared = sharedFailure(lease.lease());
        if (shared.isPresent()) {
            return shared.map(Stop::new);
        }
        // 3. Something may have been recorded since PostgreSQL was last asked.
        if (isNews(lease.lease())) {
            pod.time().sleep(Jitter.upTo(ASK_SPREAD, pod.random()));
            return Optional.of(new Ask());
        }
        // 4. Free, expired, or ours by a write whose answer was lost.
        if (election.mayStand(lease)) {
            return lease.version().equals(refused) ? standAfterRefusal() : standUnlessOneIsFaster(lease);
        }
        // 5. Held, but silent for longer than it should be.
        if (isSuspicious(lease)) {
            return probe(lease);
        }
        return pod.deadline().hasPassed() ? Optional.of(new Stop(deadlinePassed(lease.lease()))) : Optional.empty();
    }

    /** Whoever has been watching does so a moment longer, so that a release doesn't make all siblings write at once. */
    private Optional<Turn> standUnlessOneIsFaster(Observation seen) throws InterruptedException {
        if (watch != null && nextEvent(seen, STAND_SPREAD) instanceof LeaseEvent.Changed(LeaseRecord lease)) {
            return decide(Optional.of(election.see(lease)));
        }
        return stand(Optional.of(seen), Optional.empty());
    }

    /** Mostly somebody was faster, which the next look shows; where nobody was, the API server does not let it be taken just now. */
    private Optional<Turn> standAfterRefusal() throws InterruptedException {
        pod.time().sleep(pod.deadline().atMost(apiBackoff.next()));
        Optional<Observation> seen = readAnew();
        if (seen.map(Observation::version).filter(refused::equals).isEmpty()) {
            return decide(seen);
        }
        if (pod.deadline().hasPassed()) {
            throw new UnreachableException(NOT_TAKEN + ", for "
                    + pod.deadline().patience().toSeconds()
                    + " s (MIGRATOR_TIMEOUT); look what stands between this pod and the API server");
        }
        report.maybe(NOT_TAKEN, waited -> new Notice.ApiUnavailable(NOT_TAKEN));
        return stand(seen, Optional.empty());
    }

    private Optional<Turn> stand(Optional<Observation> seen, Optional<FencedSession> fenced)
            throws InterruptedException {
        Duration asked = pod.time().elapsed();
        // Whoever holds the fence meanwhile keeps it from a leader that may be alive after all.
        Duration limit = fenced.isPresent() ? timing.renewPeriod() : timing.attempt();
        mayHold = true;
        Optional<LeaseRecord> elected = election.stand(seen, limit);
        mayHold = false;
        if (elected.isEmpty()) {
            refused = seen.map(Observation::version).orElse("");
            return Optional.empty();
        }
        Optional<LeaseRecord> before = seen.map(Observation::lease);
        closeWatch();
        pod.tell(new Notice.Elected(before.map(LeaseRecord::holder).orElse("")));
        return Optional.of(new Lead(
                new LeaseLeadership(
                        leases, timing, pod, background, new LeaseLeadership.Elected(elected.get(), before, asked)),
                fenced));
    }

    /**
     * Looks whether the silent leader's session still holds the fence. Where it does not, its leadership is worth nothing, so
     * this pod takes the fence and stands without waiting for the Lease to expire.
     */
    private Optional<Turn> probe(Observation suspect) throws InterruptedException {
        // 1. Not all siblings at once; the first to succeed renews the Lease, which the others see.
        if (nextEvent(suspect, PROBE_SPREAD) instanceof LeaseEvent.Changed(LeaseRecord lease)) {
            return decide(Optional.of(election.see(lease)));
        }
        pod.tell(new Notice.LeaderSuspected(
                suspect.lease().holder(), suspect.silence(pod.time().elapsed())));
        election.probed();
        // 2. PostgreSQL may refuse; whoever only waits has no need of it.
        Session session;
        try {
            session = pod.database().open(suspect.lease().uid());
        } catch (UnreachableException refused) {
            pod.tell(new Notice.ProbeLost(String.valueOf(refused.getMessage())));
            return Optional.empty();
        }
        // 3. Hold the fence, if it is free, until the Lease is ours as well.
        pod.stop().cuts(session::abort);
        Optional<Turn> turn = Optional.empty();
        try {
            if (session.tryFence() instanceof FenceAttempt.Taken(Fence fence)) {
                turn = stand(Optional.of(suspect), Optional.of(new FencedSession(session, fence)));
            }
        } catch (SessionLostException lost) {
            pod.tell(new Notice.ProbeLost(String.valueOf(lost.getMessage())));
        } finally {
            if (turn.isEmpty()) {
                pod.stop().cutsNothing();
                session.close();
            }
        }
        return turn;
    }

    private Optional<Observation> awaitChange(Observation seen) throws InterruptedException {
        tellWhoLeads(seen.lease());
        return switch (openWatch(seen).await(pod.deadline().atMost(untilSomethingIsDue(seen)))) {
            case LeaseEvent.Changed(LeaseRecord lease) -> {
                apiBackoff.reset();
                yield Optional.of(election.see(lease));
            }
            case LeaseEvent.Deleted deleted -> readAnew();
            case LeaseEvent.Quiet quiet -> isSilenceDue(seen) ? readAnew() : Optional.of(seen);
            case LeaseEvent.Ended ended -> {
                closeWatch();
                pod.time().sleep(pod.deadline().atMost(apiBackoff.next()));
                yield read();
            }
        };
    }

    /** Nobody does where a sibling was faster just now: the watch will say who it is. */
    private void tellWhoLeads(LeaseRecord lease) {
        if (!lease.isHeld()) {
            return;
        }
        Optional<Activity> activity = Optional.ofNullable(lease.note().activity());
        String what = lease.holder() + " " + activity.map(Activity::progress).orElse("")
                + activity.map(Activity::blockedBy)
                        .filter(blockers -> !blockers.isEmpty())
                        .map(blockers -> " blocked")
                        .orElse("");
        report.maybe(what, waited -> new Notice.WaitingForLeader(lease.holder(), activity, waited));
    }

    /**
     * A watch that stalls in silence looks like a leader that fell silent: only a fresh read tells them apart. The watch goes
     * with it, since what it has yet to tell may be older than what was read.
     */
    private Optional<Observation> readAnew() throws InterruptedException {
        closeWatch();
        return read();
    }

    private Optional<Observation> read() throws InterruptedException {
        Optional<Observation> seen = election.read();
        if (trouble != null) {
            trouble = null;
            pod.tell(new Notice.ApiAvailable());
        }
        return seen;
    }

    /** Whoever was faster has created it; where nobody has, the API server does not let it be created just now. */
    private Optional<Observation> readCreated() throws InterruptedException {
        Optional<Observation> created = read();
        if (created.isEmpty()) {
            if (pod.deadline().hasPassed()) {
                throw new UnreachableException(NOT_CREATED + ", for "
                        + pod.deadline().patience().toSeconds()
                        + " s (MIGRATOR_TIMEOUT); create the Lease beforehand, or look whether a quota or a controller is in"
                        + " its way");
            }
            report.maybe(NOT_CREATED, waited -> new Notice.ApiUnavailable(NOT_CREATED));
            pod.time().sleep(pod.deadline().atMost(apiBackoff.next()));
        }
        return created;
    }

    private LeaseEvent nextEvent(Observation seen, Duration spread) throws InterruptedException {
        LeaseEvent event = openWatch(seen).await(Jitter.upTo(spread, pod.random()));
        if (event instanceof LeaseEvent.Ended || event instanceof LeaseEvent.Deleted) {
            closeWatch();
        }
        return event;
    }

    private LeaseWatch openWatch(Observation seen) {
        if (watch == null) {
            watch = leases.watch(seen.version());
        }
        return watch;
    }

    private Duration untilSomethingIsDue(Observation seen) {
        Duration due = seen.probed() ? election.untilExpiry(seen) : election.untilSuspicion(seen);
        return due.compareTo(WaitReport.EVERY) < 0 ? due : WaitReport.EVERY;
    }

    private boolean isSilenceDue(Observation seen) {
        return isSuspicious(seen) || !election.untilExpiry(seen).isPositive();
    }

    private boolean isSuspicious(Observation seen) {
        return !seen.probed() && !election.untilSuspicion(seen).isPositive();
    }

    /** Asked once for each leader and verdict, and only where it may concern this bundle. */
    private boolean isNews(LeaseRecord lease) {
        LeaseNote note = lease.note();
        String now = lease.holder() + " " + note.phase() + " " + note.bundle();
        boolean mine = pod.bundle().digest().equals(note.bundle());
        boolean concerns = note.phase() == Phase.SUCCEEDED || (note.bundle() != null && !mine);
        if (!concerns || now.equals(lastAsked)) {
            return false;
        }
        lastAsked = now;
        return true;
    }

    private Optional<Outcome> sharedFailure(LeaseRecord lease) {
        LeaseNote note = lease.note();
        MigrationFailure failure = note.failure();
        if (note.phase() != Phase.FAILED
                || failure == null
                || !pod.bundle().digest().equals(note.bundle())) {
            return Optional.empty();
        }
        // Seen from a standby that took over, or from a clock that was set back, it may not have happened yet.
        Duration since =
                Duration.between(failure.at(), pod.databaseClock().now()).abs();
        return since.compareTo(backoffAfter(failure.attempt())) < 0
                ? Optional.of(
                        new Outcome.Failed(failure, "a sibling", Objects.requireNonNullElse(note.schemaVersion(), "")))
                : Optional.empty();
    }

    private Duration backoffAfter(int attempts) {
        Duration pause = pod.failureBackoff();
        for (int i = 1; i < attempts && pause.compareTo(LONGEST_BACKOFF) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(LONGEST_BACKOFF) < 0 ? pause : LONGEST_BACKOFF;
    }

    private Turn askPostgresInstead(ApiUnavailableException unavailable) throws InterruptedException {
        closeWatch();
        if (trouble == null) {
            pod.tell(new Notice.ApiUnavailable(String.valueOf(unavailable.getMessage())));
        }
        trouble = unavailable;
        if (pod.deadline().hasPassed()) {
            throw new UnreachableException(
                    "the Kubernetes API gave no usable answer within "
                            + pod.deadline().patience().toSeconds()
                            + " s (MIGRATOR_TIMEOUT): " + unavailable.getMessage()
                            + "; check that it runs, and that the network policy lets this pod reach it",
                    unavailable);
        }
        Duration pause = apiBackoff.next();
        pod.time().sleep(pod.deadline().atMost(notBefore.hasPassed() ? pause : notBefore.atMost(pause)));
        return new Ask();
    }

    private Outcome deadlinePassed(LeaseRecord lease) {
        Activity activity = lease.note().activity();
        return new Outcome.DeadlinePassed(
                "the leader " + lease.holder() + (activity == null ? "" : ", which is at " + activity.sentence()),
                pod.deadline().waited());
    }
}
