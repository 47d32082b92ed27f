package io.initmigrator.coordination;

import io.initmigrator.coordination.LeaseNote.Phase;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.wait.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Leadership by Lease: renewed in the background until it is resigned or lost.
 *
 * <p>It is lost when the Lease is somebody else's, or when it could not be renewed for the renew deadline on the monotonic
 * clock. A Lease that was deleted under the leader is created anew.
 */
final class LeaseLeadership implements Leadership {

    private static final Duration LAST_WORD = Duration.ofSeconds(2);
    private static final Duration LAST_WORD_WHEN_STOPPED = Duration.ofMillis(700);
    private static final Duration RETRY_PERIOD = Duration.ofMillis(200);

    private final Leases leases;
    private final LeaseTiming timing;
    private final Candidate pod;
    private final Background.Task renewals;
    private final int attempt;
    private final Loss loss = new Loss();
    private volatile LeaseRecord lease;
    private volatile Deadline renewBefore;
    private final String uid;
    private final List<String> predecessors;
    private volatile @Nullable Activity activity;
    private volatile @Nullable String version;

    /**
     * An election just won.
     *
     * @param lease as the server has it
     * @param before the Lease as it was, empty where there was none
     * @param since when it was asked for, on the monotonic clock: the siblings may have seen it any time after
     */
    record Elected(LeaseRecord lease, Optional<LeaseRecord> before, Duration since) {

        /** How many times in a row {@code bundle} had failed. */
        int failuresOf(String bundle) {
            return before.map(LeaseRecord::note)
                    .filter(note -> note.phase() == Phase.FAILED && bundle.equals(note.bundle()))
                    .map(LeaseNote::failure)
                    .map(MigrationFailure::attempt)
                    .orElse(0);
        }
    }

    /** Begins to renew at once. */
    LeaseLeadership(Leases leases, LeaseTiming timing, Candidate pod, Background background, Elected elected) {
        this.leases = leases;
        this.timing = timing;
        this.pod = pod;
        this.lease = elected.lease();
        this.renewBefore = Deadline.since(elected.since(), timing.renewDeadline(), pod.time());
        this.version = elected.lease().note().schemaVersion();
        this.uid = elected.lease().uid();
        this.predecessors = elected.lease().note().predecessors();
        this.attempt = elected.failuresOf(pod.bundle().digest()) + 1;
        this.renewals = background.start("lease-renewal", this::renewUntilLost);
    }

    @Override
    public List<String> predecessors() {
        return loss.reason().isPresent() || renewBefore.hasPassed() ? List.of() : predecessors;
    }

    @Override
    public String lease() {
        return uid;
    }

    @Override
    public void report(Activity current) {
        activity = current;
    }

    @Override
    public void recorded(SchemaVersion recorded) {
        version = recorded.text();
    }

    @Override
    public int attempt() {
        return attempt;
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
            sayLastWord(outcome, stopped || pod.stop().isRequested() ? LAST_WORD_WHEN_STOPPED : LAST_WORD);
        } catch (InterruptedException now) {
            stopped = true;
            sayLastWordOnceMore(outcome);
        } finally {
            if (stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** After an interrupt, which cut short what was being said. */
    private void sayLastWordOnceMore(Optional<Outcome> outcome) {
        try {
            sayLastWord(outcome, LAST_WORD_WHEN_STOPPED);
        } catch (InterruptedException again) {
            // The siblings find out by themselves.
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
        String trouble = "it was paused";
        while (loss.reason().isEmpty()) {
            pod.time().sleep(renewBefore.atMost(pause));
            if (renewBefore.hasPassed()) {
                loss.lose("the Lease could not be renewed for "
                        + timing.renewDeadline().toSeconds() + " s: " + trouble);
                return;
            }
            try {
                pause = renewOnce() ? timing.renewPeriod() : RETRY_PERIOD;
            } catch (ApiUnavailableException unavailable) {
                trouble = unavailable.getMessage();
                pause = unavailable.retryAfter().map(this::leavingTimeForATry).orElse(RETRY_PERIOD);
            } catch (UnreachableException denied) {
                trouble = denied.getMessage();
                pause = timing.renewPeriod();
            }
        }
    }

    /** Where the server asks for more than there is, one more try before the deadline is worth more than its wish. */
    private Duration leavingTimeForATry(Duration pause) {
        Duration longest = renewBefore.left().minus(timing.renewPeriod().multipliedBy(2));
        return longest.isPositive() && longest.compareTo(pause) < 0 ? longest : pause;
    }

    private boolean renewOnce() throws InterruptedException {
        Deadline next = Deadline.after(timing.renewDeadline(), pod.time());
        boolean written = write(renewed(), renewBefore);
        if (written) {
            renewBefore = next;
            pod.tell(new Notice.LeaseRenewed());
        }
        return written;
    }

    /** One attempt to write; false where the Lease had changed meanwhile, and {@link #lease} is what it changed to. */
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
                learnWhatChanged(limit(deadline));
                return false;
            }
        }
    }

    /** Of one attempt: half of the whole time, so that an answer that never comes leaves some for another. */
    private static Duration limit(Deadline deadline) {
        return deadline.atMost(deadline.patience().dividedBy(2));
    }

    private void learnWhatChanged(Duration limit) throws InterruptedException {
        Optional<LeaseRecord> now = leases.get(limit);
        if (now.isEmpty()) {
            lease = lease.withVersion("");
        } else if (now.get().isHeldBy(pod.identity())) {
            lease = lease.withVersion(now.get().resourceVersion());
        } else {
            String holder = now.get().holder();
            loss.lose("the Lease is " + (holder.isEmpty() ? "nobody's" : "held by " + holder) + " now");
        }
    }

    private void sayLastWord(Optional<Outcome> outcome, Duration patience) throws InterruptedException {
        Deadline deadline = Deadline.after(patience, pod.time());
        while (!deadline.hasPassed() && loss.reason().isEmpty()) {
            try {
                if (write(lease.released(pod.time().wallClock(), lastNote(outcome)), deadline)) {
                    return;
                }
            } catch (ApiUnavailableException | UnreachableException e) {
                pod.tell(new Notice.ApiUnavailable(String.valueOf(e.getMessage())));
                pod.time().sleep(deadline.atMost(RETRY_PERIOD));
            }
        }
    }

    private LeaseRecord renewed() {
        return lease.renewed(
                pod.time().wallClock(),
                new LeaseNote(Phase.MIGRATING, pod.bundle().digest(), version, activity, null, predecessors));
    }

    private LeaseNote lastNote(Optional<Outcome> outcome) {
        // The session was closed, but where the network is gone PostgreSQL has not heard of it: a successor may end it.
        String bundle = pod.bundle().digest();
        List<String> left =
                LeaseElection.predecessors(predecessors, pod.identity().toString());
        Activity last = activity;
        return switch (outcome.orElse(null)) {
            case Outcome.Ready(String recorded, int applied) ->
                new LeaseNote(Phase.SUCCEEDED, bundle, recorded, last == null ? null : last.ended(), null, left);
            case Outcome.Failed(MigrationFailure failure, String by, String recorded) ->
                new LeaseNote(
                        Phase.FAILED,
                        bundle,
                        recorded.isEmpty() ? version : recorded,
                        last == null ? null : last.ended(),
                        failure,
                        left);
            case null, default -> new LeaseNote(null, null, version, null, null, left);
        };
    }
}
