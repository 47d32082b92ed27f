package io.initmigrator.election;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.schema.Bundle;
import io.initmigrator.time.Backoff;
import io.initmigrator.time.Durations;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reports whether a migration is running according to the Lease: it is held, its phase is Migrating, and it was renewed
 * recently on this process's clock. The answer becomes false when the leader dies or the API server does not respond.
 *
 * <p>Only reads and watches the Lease. One thread calls {@link #run}; the other methods are thread-safe.
 */
public final class MigrationMonitor {

    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final Duration INITIAL_BACKOFF = Duration.ofMillis(250);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

    /** Longest time without an event before a fresh read; leaders with a lease duration under 40 s renew more often. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(4);

    /** Interval of fresh reads while no migration runs, to detect a stalled watch or an API server that has recovered. */
    private static final Duration MAX_WATCH = Duration.ofSeconds(30);

    private static final Duration MISSING_LEASE_PAUSE = Duration.ofSeconds(1);

    private final Leases leases;
    private final LeaseTiming timing;
    private final Time time;
    private final Backoff backoff;
    private volatile @Nullable ObservedLease observation;
    private volatile boolean read;

    /** @param timing lease duration if the Lease does not state one */
    public MigrationMonitor(Leases leases, LeaseTiming timing, Time time, RandomGenerator random) {
        this.leases = leases;
        this.timing = timing;
        this.time = time;
        this.backoff = new Backoff(INITIAL_BACKOFF, MAX_BACKOFF, random);
    }

    /** True once the Lease was read. */
    public boolean isKnown() {
        return read;
    }

    /** True while a migration is running; false while deferred scripts run, beside which the application serves. */
    public boolean isMigrationRunning() {
        ObservedLease seen = observation;
        return seen != null
                && seen.lease().isHeld()
                && seen.lease().annotations().phase() == Phase.MIGRATING
                && !Bundle.hasDeferredScripts(seen.lease().annotations().bundle())
                && seen.silence(time.elapsed()).compareTo(seen.durationOr(timing.leaseDuration())) < 0;
    }

    /**
     * Follows the Lease until it is interrupted.
     *
     * @throws UnreachableException if the API server denies access
     */
    public void run() throws InterruptedException {
        while (true) {
            try {
                Optional<LeaseRecord> lease = leases.get(ATTEMPT);
                observe(lease);
                backoff.reset();
                if (lease.isPresent()) {
                    watch(lease.get());
                } else {
                    time.sleep(MISSING_LEASE_PAUSE);
                }
            } catch (ApiUnavailableException unavailable) {
                time.sleep(atMost(MAX_WATCH, unavailable.retryAfter().orElse(backoff.next())));
            }
        }
    }

    /** Returns when a fresh read is needed. */
    private void watch(LeaseRecord lease) throws InterruptedException {
        try (LeaseWatch watch = leases.watch(lease.resourceVersion())) {
            while (true) {
                switch (watch.await(isMigrationRunning() ? READ_TIMEOUT : MAX_WATCH)) {
                    case LeaseEvent.Changed(LeaseRecord changed) -> observe(Optional.of(changed));
                    case LeaseEvent.Deleted deleted -> {
                        observe(Optional.empty());
                        return;
                    }
                    case LeaseEvent.TimedOut quiet -> {
                        return;
                    }
                    case LeaseEvent.Ended ended -> {
                        time.sleep(backoff.next());
                        return;
                    }
                }
            }
        }
    }

    private static Duration atMost(Duration longest, Duration pause) {
        return Durations.min(pause, longest);
    }

    private void observe(Optional<LeaseRecord> lease) {
        observation = lease.isEmpty() ? null : ObservedLease.of(observation, lease.get(), time.elapsed());
        read = true;
    }
}
