package io.initmigrator.coordination;

import io.initmigrator.coordination.LeaseNote.Phase;
import io.initmigrator.wait.Backoff;
import io.initmigrator.wait.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether a migration runs, as the Lease says: it is held, its phase is Migrating, and its holder has renewed it lately, on this
 * process's own clock. So the sign goes out by itself when a leader dies, and also when the API server does not answer.
 *
 * <p>Only reads and watches the one Lease. {@link #follow} is one thread's; the others ask.
 */
public final class MigrationSign {

    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** A silence is believed for no longer without a fresh read; a leader whose Lease lasts less than 40 s renews more often. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(4);

    /** Where nothing runs, a watch that stalled is noticed by a fresh read now and then; so is an API server that is well again. */
    private static final Duration LONGEST_PEACE = Duration.ofSeconds(30);

    private static final Duration ABSENCE = Duration.ofSeconds(1);

    private final Leases leases;
    private final LeaseTiming timing;
    private final Time time;
    private final Backoff backoff;
    private volatile @Nullable Observation observation;
    private volatile boolean read;

    /** @param timing how long a Lease lasts that does not say so itself */
    public MigrationSign(Leases leases, LeaseTiming timing, Time time, RandomGenerator random) {
        this.leases = leases;
        this.timing = timing;
        this.time = time;
        this.backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
    }

    /** Whether the Lease was read once. */
    public boolean isKnown() {
        return read;
    }

    /** Whether a migration runs now. */
    public boolean isUp() {
        Observation seen = observation;
        return seen != null
                && seen.lease().isHeld()
                && seen.lease().note().phase() == Phase.MIGRATING
                && seen.silence(time.elapsed()).compareTo(seen.lasting(timing.leaseDuration())) < 0;
    }

    /**
     * Follows the Lease until it is interrupted.
     *
     * @throws UnreachableException where the API server refuses for good
     */
    public void follow() throws InterruptedException {
        while (true) {
            try {
                Optional<LeaseRecord> lease = leases.get(ATTEMPT);
                see(lease);
                backoff.reset();
                if (lease.isPresent()) {
                    watch(lease.get());
                } else {
                    time.sleep(ABSENCE);
                }
            } catch (ApiUnavailableException unavailable) {
                time.sleep(atMost(LONGEST_PEACE, unavailable.retryAfter().orElse(backoff.next())));
            }
        }
    }

    /** Returns when only a fresh read can say more. */
    private void watch(LeaseRecord lease) throws InterruptedException {
        try (LeaseWatch watch = leases.watch(lease.resourceVersion())) {
            while (true) {
                switch (watch.await(isUp() ? LONGEST_SILENCE : LONGEST_PEACE)) {
                    case LeaseEvent.Changed(LeaseRecord changed) -> see(Optional.of(changed));
                    case LeaseEvent.Deleted deleted -> {
                        see(Optional.empty());
                        return;
                    }
                    case LeaseEvent.Quiet quiet -> {
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

    private void see(Optional<LeaseRecord> lease) {
        observation = lease.isEmpty() ? null : Observation.of(observation, lease.get(), time.elapsed());
        read = true;
    }
}
