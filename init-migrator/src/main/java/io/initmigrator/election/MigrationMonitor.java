package io.initmigrator.election;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.time.Backoff;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether a migration runs, as the Lease says: it is held, its phase is Migrating, and its holder has renewed it lately, on this
 * process's own clock. So the sign goes out by itself when a leader dies, and also when the API server does not answer.
 *
 * <p>Only reads and watches the one Lease. {@link #run} is one thread's; the others ask.
 */
public final class MigrationMonitor {

    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final Duration INITIAL_BACKOFF = Duration.ofMillis(250);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

    /** A silence is believed for no longer without a fresh read; a leader whose Lease lasts less than 40 s renews more often. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(4);

    /** Where nothing runs, a watch that stalled is noticed by a fresh read now and then; so is an API server that is well again. */
    private static final Duration MAX_WATCH = Duration.ofSeconds(30);

    private static final Duration MISSING_LEASE_PAUSE = Duration.ofSeconds(1);

    private final Leases leases;
    private final LeaseTiming timing;
    private final Time time;
    private final Backoff backoff;
    private volatile @Nullable ObservedLease observation;
    private volatile boolean read;

    /** @param timing how long a Lease lasts that does not say so itself */
    public MigrationMonitor(Leases leases, LeaseTiming timing, Time time, RandomGenerator random) {
        this.leases = leases;
        this.timing = timing;
        this.time = time;
        this.backoff = new Backoff(INITIAL_BACKOFF, MAX_BACKOFF, random);
    }

    /** Whether the Lease was read once. */
    public boolean isKnown() {
        return read;
    }

    /** Whether a migration runs now. */
    public boolean isMigrationRunning() {
        ObservedLease seen = observation;
        return seen != null
                && seen.lease().isHeld()
                && seen.lease().annotations().phase() == Phase.MIGRATING
                && seen.silence(time.elapsed()).compareTo(seen.durationOr(timing.leaseDuration())) < 0;
    }

    /**
     * Follows the Lease until it is interrupted.
     *
     * @throws UnreachableException where the API server refuses for good
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

    /** Returns when only a fresh read can say more. */
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
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    private void observe(Optional<LeaseRecord> lease) {
        observation = lease.isEmpty() ? null : ObservedLease.of(observation, lease.get(), time.elapsed());
        read = true;
    }
}
