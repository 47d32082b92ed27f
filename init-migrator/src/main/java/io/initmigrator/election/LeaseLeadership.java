package io.initmigrator.election;

import io.initmigrator.core.BackgroundExecutor;
import io.initmigrator.core.Outcome;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Refusal;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.time.Deadline;
import io.initmigrator.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Leadership by Lease: renewed in the background until it is released or lost.
 *
 * <p>It is lost when another process holds the Lease, or when it could not be renewed within the renew deadline on the monotonic
 * clock. A deleted Lease is recreated.
 */
final class LeaseLeadership implements Leadership {

    private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration RELEASE_TIMEOUT_WHEN_STOPPED = Duration.ofMillis(700);
    private static final Duration RETRY_PERIOD = Duration.ofMillis(200);

    private final Leases leases;
    private final LeaseTiming timing;
    private final Candidate candidate;
    private final BackgroundExecutor.Task renewals;
    private final int attempt;
    private final boolean bundleRefused;
    private final @Nullable Refusal keptRefusal;
    private final LeadershipLoss loss = new LeadershipLoss();
    private volatile LeaseRecord lease;
    private volatile Deadline renewDeadline;
    private final String uid;
    private final Predecessors predecessors;
    private final String refusedBefore;
    private volatile @Nullable LeaderProgress activity;
    private volatile @Nullable String version;
    private volatile @Nullable String deferred;

    /**
     * A won election.
     *
     * @param lease as the server has it
     * @param previous the Lease before, empty if there was none
     * @param requestedAt start of the request on the monotonic clock; followers may have observed the Lease at any time after it
     */
    record ElectionWin(LeaseRecord lease, Optional<LeaseRecord> previous, Duration requestedAt) {

        /** Consecutive failures of {@code bundle} before this election. */
        int failuresOf(String bundle) {
            return previous.map(LeaseRecord::annotations)
                    .filter(annotations -> annotations.phase() == Phase.FAILED && bundle.equals(annotations.bundle()))
                    .map(LeaseAnnotations::failure)
                    .map(MigrationFailure::attempt)
                    .orElse(0);
        }

        /** True if the leader before refused {@code bundle}. */
        boolean hasRefused(String bundle) {
            return previous.map(LeaseRecord::annotations)
                    .filter(annotations -> annotations.hasRefused(bundle))
                    .isPresent();
        }

        /** Identity of the leader before, if it was refused and has released the Lease; otherwise empty. */
        String refused() {
            return previous.filter(before -> !before.isHeld())
                    .map(before -> before.annotations().refusal())
                    .map(Refusal::by)
                    .orElse("");
        }
    }

    /** Starts renewing immediately. */
    LeaseLeadership(
            Leases leases,
            LeaseTiming timing,
            Candidate candidate,
            BackgroundExecutor background,
            ElectionWin elected) {
        this.leases = leases;
        this.timing = timing;
        this.candidate = candidate;
        this.lease = elected.lease();
        this.renewDeadline = Deadline.since(elected.requestedAt(), timing.renewDeadline(), candidate.time());
        this.version = elected.lease().annotations().schemaVersion();
        this.deferred = elected.lease().annotations().deferred();
        this.uid = elected.lease().uid();
        this.predecessors = elected.lease().annotations().predecessors();
        this.refusedBefore = elected.refused();
        this.attempt = elected.failuresOf(candidate.bundle().digest()) + 1;
        this.bundleRefused = elected.hasRefused(candidate.bundle().digest());
        this.keptRefusal = elected.lease().annotations().refusal();
        this.renewals = background.start("lease-renewal", this::renewUntilLost);
    }

    @Override
    public Predecessors predecessors() {
        return loss.reason().isPresent() || renewDeadline.hasPassed() ? Predecessors.NONE : predecessors;
    }

    @Override
    public String lease() {
        return uid;
    }

    @Override
    public void report(LeaderProgress current) {
        activity = current;
    }

    @Override
    public void recorded(SchemaVersion recorded) {
        version = recorded.text();
    }

    @Override
    public void deferred(List<String> scripts) {
        deferred = scripts.isEmpty() ? null : String.join(", ", scripts);
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public boolean isRefusedBefore() {
        return bundleRefused;
    }

    @Override
    public void onLoss(Runnable action) {
        loss.onLoss(action);
    }

    @Override
    public Optional<String> loss() {
        return loss.reason();
    }

    @Override
    public void resign(Optional<Outcome> outcome) {
        boolean stopped = Thread.interrupted();
        renewals.stop();
        stopped |= Thread.interrupted();
        try {
            release(
                    outcome,
                    stopped || candidate.stopSignal().isRequested() ? RELEASE_TIMEOUT_WHEN_STOPPED : RELEASE_TIMEOUT);
        } catch (InterruptedException now) {
            stopped = true;
            releaseAgain(outcome);
        } finally {
            if (stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Retries a release that an interrupt cancelled. */
    private void releaseAgain(Optional<Outcome> outcome) {
        try {
            release(outcome, RELEASE_TIMEOUT_WHEN_STOPPED);
        } catch (InterruptedException again) {
            // Followers detect the expiry.
        }
    }

    private void renewUntilLost() throws InterruptedException {
        try {
            renew();
        } catch (RuntimeException | Error unexpected) {
            loss.lose("the Lease could not be renewed: " + unexpected);
            throw unexpected;
        }
    }

    private void renew() throws InterruptedException {
        Duration pause = timing.renewPeriod();
        // The first since the last renewal: later attempts have less and less time, and fail for want of that.
        Optional<String> cause = Optional.empty();
        while (loss.reason().isEmpty()) {
            boolean late = sleepsTooLong(renewDeadline.atMost(pause));
            if (renewDeadline.hasPassed()) {
                loss.lose("the Lease could not be renewed for "
                        + timing.renewDeadline().toSeconds() + " s: "
                        + cause.filter(known -> !late).orElse("the process was paused"));
                return;
            }
            try {
                boolean renewed = renewOnce();
                pause = renewed ? timing.renewPeriod() : RETRY_PERIOD;
                cause = renewed ? Optional.empty() : cause;
            } catch (ApiUnavailableException unavailable) {
                cause = cause.isPresent() ? cause : Optional.ofNullable(unavailable.getMessage());
                pause = unavailable.retryAfter().map(this::leavingTimeForRetry).orElse(RETRY_PERIOD);
            } catch (UnreachableException denied) {
                cause = cause.isPresent() ? cause : Optional.ofNullable(denied.getMessage());
                pause = timing.renewPeriod();
            }
        }
    }

    /** True if it took longer by more than a renew period: this process was paused, or had no processor time. */
    private boolean sleepsTooLong(Duration pause) throws InterruptedException {
        Duration begun = candidate.time().elapsed();
        candidate.time().sleep(pause);
        Duration slept = candidate.time().elapsed().minus(begun);
        return slept.minus(pause).compareTo(timing.renewPeriod()) > 0;
    }

    /** Caps a long {@code Retry-After}, so that one more attempt fits before the deadline. */
    private Duration leavingTimeForRetry(Duration pause) {
        Duration longest = renewDeadline.remaining().minus(timing.renewPeriod().multipliedBy(2));
        return longest.isPositive() ? Durations.min(longest, pause) : pause;
    }

    private boolean renewOnce() throws InterruptedException {
        Deadline next = Deadline.after(timing.renewDeadline(), candidate.time());
        boolean written = write(renewed(), renewDeadline);
        if (written) {
            renewDeadline = next;
            candidate.publish(new RolloutEvent.LeaseRenewed());
        }
        return written;
    }

    /** One write attempt; false on a conflict, after which {@link #lease} is the current Lease. */
    private boolean write(LeaseRecord desired, Deadline deadline) throws InterruptedException {
        LeaseWrite write = desired.resourceVersion().isEmpty()
                ? leases.create(desired, limit(deadline))
                : leases.update(desired, limit(deadline));
        switch (write) {
            case LeaseWrite.Written(LeaseRecord written) -> {
                lease = written;
                return true;
            }
            case LeaseWrite.Conflict conflict -> {
                refresh(limit(deadline));
                return false;
            }
        }
    }

    /** Timeout of one attempt: half of the remaining time, so that another fits after it. */
    private static Duration limit(Deadline deadline) {
        return deadline.atMost(deadline.timeout().dividedBy(2));
    }

    private void refresh(Duration limit) throws InterruptedException {
        Optional<LeaseRecord> now = leases.get(limit);
        if (now.isEmpty()) {
            lease = lease.withVersion("");
        } else if (now.get().isHeldBy(candidate.identity())) {
            lease = lease.withVersion(now.get().resourceVersion());
        } else {
            String holder = now.get().holder();
            loss.lose("the Lease " + (holder.isEmpty() ? "now has no holder" : "is now held by " + holder));
        }
    }

    private void release(Optional<Outcome> outcome, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.after(timeout, candidate.time());
        while (!deadline.hasPassed() && loss.reason().isEmpty()) {
            try {
                if (write(lease.released(candidate.time().wallClock(), finalAnnotations(outcome)), deadline)) {
                    return;
                }
            } catch (ApiUnavailableException | UnreachableException e) {
                candidate.publish(new RolloutEvent.ApiUnavailable(String.valueOf(e.getMessage())));
                candidate.time().sleep(deadline.atMost(RETRY_PERIOD));
            }
        }
    }

    /** A refusal by the leader before stands until a script runs. */
    private LeaseRecord renewed() {
        LeaderProgress current = activity;
        Refusal refusal = current == null ? keptRefusal : null;
        return lease.renewed(
                candidate.time().wallClock(),
                new LeaseAnnotations(
                        refusal == null ? Phase.MIGRATING : Phase.REFUSED,
                        candidate.bundle().digest(),
                        version,
                        current,
                        null,
                        refusal,
                        deferred,
                        predecessors));
    }

    private LeaseAnnotations finalAnnotations(Optional<Outcome> outcome) {
        // Without a network PostgreSQL may not have seen the close of the session; a successor may terminate it.
        String bundle = candidate.bundle().digest();
        Predecessors left = predecessors.plus(candidate.identity().toString());
        LeaderProgress last = activity;
        return switch (outcome.orElse(null)) {
            case Outcome.Ready(String recorded, int applied) ->
                new LeaseAnnotations(
                        Phase.SUCCEEDED,
                        bundle,
                        recorded,
                        last == null ? null : last.ended(),
                        null,
                        null,
                        deferred,
                        left);
            case Outcome.Failed(MigrationFailure failure, String by, String recorded) ->
                new LeaseAnnotations(
                        Phase.FAILED,
                        bundle,
                        recorded.isEmpty() ? version : recorded,
                        last == null ? null : last.ended(),
                        failure,
                        null,
                        deferred,
                        left);
            case Outcome.SchemaMismatch(Problem problem) -> refused(problem, last);
            case null, default -> new LeaseAnnotations(null, null, version, null, null, null, deferred, left);
        };
    }

    /**
     * Replaces the process that was refused before among the predecessors, so that a crash-looping Deployment does not displace
     * a leader that is merely paused: this process held the fence after that one had ended.
     */
    private LeaseAnnotations refused(Problem problem, @Nullable LeaderProgress last) {
        String me = candidate.identity().toString();
        return new LeaseAnnotations(
                Phase.REFUSED,
                candidate.bundle().digest(),
                version,
                last == null ? null : last.ended(),
                null,
                new Refusal(problem, me, candidate.databaseClock().lastRead()),
                deferred,
                predecessors.without(refusedBefore).plus(me));
    }
}
