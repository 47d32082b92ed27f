package io.initmigrator.rollout;

import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.LeaseWrite;
import io.initmigrator.election.Leases;
import io.initmigrator.election.ObservedLease;
import io.initmigrator.fence.Database;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.Session;
import io.initmigrator.time.Deadline;
import io.initmigrator.time.Durations;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.Optional;

/**
 * Terminates the session of a stale leader and releases its Lease. Liveness is judged as in an election: by observing one lease
 * duration on this process's clock, never by comparing clocks.
 */
public final class Unlock {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration API_TIMEOUT = Duration.ofSeconds(5);

    private final Database database;
    private final Optional<Leases> leases;
    private final Duration usual;
    private final Duration timeout;
    private final Time time;
    private final boolean force;

    /**
     * @param leases absent if no Lease is used
     * @param usual lease duration if the Lease does not state one
     * @param timeout longest time to observe a Lease
     * @param force also terminate a live leader, or a session not opened by init-migrator
     */
    public Unlock(
            Database database, Optional<Leases> leases, Duration usual, Duration timeout, Time time, boolean force) {
        this.database = database;
        this.leases = leases;
        this.usual = usual;
        this.timeout = timeout;
        this.time = time;
        this.force = force;
    }

    public UnlockResult run() throws InterruptedException {
        Optional<FenceHolder> holder = holder();
        Optional<LeaseRecord> known = readLease();
        Optional<LeaseRecord> lease = known.filter(LeaseRecord::isHeld);
        Optional<String> objection = force ? Optional.empty() : objectionOfAnotherLease(holder, known);
        if (!force && objection.isEmpty()) {
            objection = objection(holder, lease);
        }
        if (objection.isPresent()) {
            return new UnlockResult.Refused(objection.get());
        }
        // It may have ended by itself meanwhile.
        Optional<FenceHolder> stale = holder.isPresent()
                ? holder().filter(it -> it.pid() == holder.get().pid())
                : holder;
        if (stale.isPresent() && !terminate(stale.get())) {
            return new UnlockResult.Refused(
                    stale.get().sentence() + " was terminated but still holds the advisory lock");
        }
        return lease.isPresent() ? release(stale, lease.get()) : new UnlockResult.Freed(stale, Optional.empty());
    }

    private static Optional<String> objectionOfAnotherLease(Optional<FenceHolder> holder, Optional<LeaseRecord> lease) {
        return holder.filter(
                        it -> it.isOfAnotherLease(lease.map(LeaseRecord::uid).orElse("")))
                .map(it -> it.sentence() + " leads by a different Lease, or by one that was deleted");
    }

    /** Reason to refuse; empty if the holder shows no sign of life. */
    private Optional<String> objection(Optional<FenceHolder> holder, Optional<LeaseRecord> lease)
            throws InterruptedException {
        if (holder.isPresent() && !holder.get().isOurs()) {
            return Optional.of(
                    holder.get().sentence() + " holds the advisory lock but does not belong to init-migrator");
        }
        if (lease.isPresent() && isRenewed(lease.get())) {
            return Optional.of("the leader " + lease.get().holder() + " is alive: it renews its Lease"
                    + Optional.ofNullable(lease.get().annotations().activity())
                            .map(activity -> ", currently at " + activity.sentence())
                            .orElse(""));
        }
        if (lease.isPresent() && lasting(lease.get()).compareTo(timeout) > 0) {
            return Optional.of("the leader " + lease.get().holder() + " may be alive: its lease duration is "
                    + lasting(lease.get()).toSeconds() + " s, but it was observed for only "
                    + timeout.toSeconds() + " s (MIGRATOR_TIMEOUT)");
        }
        return holder.isPresent() && isAlive(holder.get(), lease.isPresent())
                ? Optional.of(holder.get().sentence() + " is alive: it is running statements")
                : Optional.empty();
    }

    /** Observes the Lease for one lease duration, at most until the timeout. */
    private boolean isRenewed(LeaseRecord lease) throws InterruptedException {
        ObservedLease first = ObservedLease.first(lease, time.elapsed());
        Duration lasting = lasting(lease);
        Deadline expiry = Deadline.after(Durations.min(lasting, timeout), time);
        while (!expiry.hasPassed()) {
            time.sleep(expiry.atMost(POLL_INTERVAL));
            Optional<LeaseRecord> now = readLease();
            if (now.isEmpty() || !now.get().isHeld()) {
                return false;
            }
            if (!first.next(now.get(), time.elapsed()).since().equals(first.since())) {
                return true;
            }
        }
        return false;
    }

    /** True if the session runs a statement, or has run one since it was first observed. */
    private boolean isAlive(FenceHolder before, boolean watchedAlready) throws InterruptedException {
        if (!watchedAlready && before.idleSince().isPresent()) {
            time.sleep(SESSION_TIMEOUT);
        }
        Optional<FenceHolder> now = holder().filter(it -> it.pid() == before.pid());
        return now.isPresent()
                && (now.get().idleSince().isEmpty() || !now.get().idleSince().equals(before.idleSince()));
    }

    private Optional<FenceHolder> holder() throws InterruptedException {
        try (ReadOnlySession session = database.read()) {
            return session.fenceHolder();
        }
    }

    private Optional<LeaseRecord> readLease() throws InterruptedException {
        return leases.isPresent() ? leases.get().get(API_TIMEOUT) : Optional.empty();
    }

    /** Terminates the session; true once it is gone. */
    private boolean terminate(FenceHolder holder) throws InterruptedException {
        try (Session session = database.open()) {
            session.terminate(holder);
        }
        Deadline timeLeft = Deadline.after(TERMINATION_TIMEOUT, time);
        while (holder().filter(it -> it.pid() == holder.pid()).isPresent()) {
            if (timeLeft.hasPassed()) {
                return false;
            }
            time.sleep(POLL_INTERVAL);
        }
        return true;
    }

    /**
     * Releases the Lease as its holder would. The former leader is recorded, so that a session that it opens later can be
     * terminated.
     */
    private UnlockResult release(Optional<FenceHolder> ended, LeaseRecord held) throws InterruptedException {
        Deadline timeLeft = Deadline.after(TERMINATION_TIMEOUT, time);
        while (true) {
            Optional<LeaseRecord> now = readLease().filter(it -> it.holder().equals(held.holder()));
            if (now.isEmpty()
                    || leases.orElseThrow().update(released(now.get()), API_TIMEOUT) instanceof LeaseWrite.Written) {
                return new UnlockResult.Freed(ended, now.isEmpty() ? Optional.empty() : Optional.of(held));
            }
            if (timeLeft.hasPassed()) {
                return new UnlockResult.Refused(
                        "the Lease of " + held.holder() + " changes faster than it can be released");
            }
            time.sleep(POLL_INTERVAL);
        }
    }

    private LeaseRecord released(LeaseRecord lease) {
        LeaseAnnotations last = lease.annotations();
        return lease.released(
                time.wallClock(),
                new LeaseAnnotations(
                        null,
                        null,
                        last.schemaVersion(),
                        null,
                        null,
                        null,
                        last.deferred(),
                        last.predecessors().plus(lease.holder())));
    }

    private Duration lasting(LeaseRecord lease) {
        return ObservedLease.first(lease, Duration.ZERO).durationOr(usual);
    }
}
