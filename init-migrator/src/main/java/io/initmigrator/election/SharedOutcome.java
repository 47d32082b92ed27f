package io.initmigrator.election;

import io.initmigrator.core.Outcome;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Refusal;
import io.initmigrator.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a follower ends with what another pod with the same bundle recorded on the Lease.
 *
 * <p>A failure is shared until its back-off has passed, with processes that start later too. A refusal depends on the state of the
 * schema, which somebody may have corrected since: it is shared only if it appeared while this process was waiting, and if the
 * schema was read after this process had started. A restarted pod therefore always reads the schema itself.
 */
final class SharedOutcome {

    private static final Duration MAX_FAILURE_BACKOFF = Duration.ofMinutes(5);

    private final Candidate candidate;
    private final Instant startedAt;
    private boolean observed;
    private @Nullable Refusal earlier;

    SharedOutcome(Candidate candidate) {
        this.candidate = candidate;
        this.startedAt = candidate.databaseClock().now();
    }

    /** Empty if this process must wait or try. */
    Optional<Outcome> of(LeaseRecord lease) {
        LeaseAnnotations annotations = lease.annotations();
        if (!observed) {
            observed = true;
            earlier = annotations.refusal();
        }
        if (!candidate.bundle().digest().equals(annotations.bundle())) {
            return Optional.empty();
        }
        return annotations.phase() == Phase.REFUSED ? refusal(annotations) : failure(annotations);
    }

    private Optional<Outcome> refusal(LeaseAnnotations annotations) {
        Refusal refusal = annotations.refusal();
        // Without a back-off nothing is shared: a repair, for which others wait, ends the refusal.
        boolean shares = !candidate.failureBackoff().isZero();
        return !shares
                        || refusal == null
                        || refusal.equals(earlier)
                        || refusal.at().isBefore(startedAt)
                ? Optional.empty()
                : Optional.of(new Outcome.SchemaMismatch(refusal.problem()));
    }

    private Optional<Outcome> failure(LeaseAnnotations annotations) {
        MigrationFailure failure = annotations.failure();
        if (annotations.phase() != Phase.FAILED || failure == null) {
            return Optional.empty();
        }
        // Negative after a failover to a standby or after the server's clock was set back.
        Duration since =
                Duration.between(failure.at(), candidate.databaseClock().now()).abs();
        return since.compareTo(backoffAfter(failure.attempt())) < 0
                ? Optional.of(new Outcome.Failed(
                        failure, "another pod", Objects.requireNonNullElse(annotations.schemaVersion(), "")))
                : Optional.empty();
    }

    private Duration backoffAfter(int attempts) {
        Duration pause = candidate.failureBackoff();
        for (int i = 1; i < attempts && pause.compareTo(MAX_FAILURE_BACKOFF) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return Durations.min(pause, MAX_FAILURE_BACKOFF);
    }
}
