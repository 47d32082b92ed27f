package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.Leases;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.WaitReporter;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.migration.Assessment;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.time.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Waits until other processes have recorded a version or a bundle; never migrates. Needs only read access to the history, no
 * Kubernetes, and no session between polls, which back off with jitter.
 */
public final class SchemaWaiter {

    private static final Duration INITIAL_BACKOFF = Duration.ofMillis(500);
    private static final Duration MAX_BACKOFF = Duration.ofMillis(2_500);

    private static final Duration LEASE_TIMEOUT = Duration.ofSeconds(5);

    private final RolloutContext context;
    private final Optional<Supplier<Leases>> leases;
    private final WaitReporter waitReporter;

    /** @param leases source of the leader's failure message; read only after the deadline, best effort */
    public SchemaWaiter(RolloutContext context, Optional<Supplier<Leases>> leases) {
        this.context = context;
        this.leases = leases;
        this.waitReporter = new WaitReporter(context.time(), context::publish);
    }

    /** Waits until everything in the bundle is recorded. */
    public Outcome forBundle() throws InterruptedException {
        return until(this::hasBundle, "the migrations of " + context.bundle().location() + " to be recorded");
    }

    /** Waits until {@code version} or a later one is recorded, or deferred until after the rollout. */
    public Outcome forVersion(SchemaVersion version) throws InterruptedException {
        return until(() -> hasVersion(version), "schema version " + version + " to be recorded");
    }

    /** One poll of PostgreSQL; empty for "not yet". */
    @FunctionalInterface
    private interface Question {
        Optional<Outcome> ask() throws InterruptedException;
    }

    private Outcome until(Question question, String what) throws InterruptedException {
        Backoff backoff = new Backoff(INITIAL_BACKOFF, MAX_BACKOFF, context.random());
        while (true) {
            Optional<Outcome> outcome = question.ask();
            if (outcome.isPresent()) {
                return outcome.get();
            }
            if (context.deadline().hasPassed()) {
                return new Outcome.DeadlinePassed(
                        what + holder(), context.deadline().elapsed());
            }
            waitReporter.reportIfDue(what, waited -> new RolloutEvent.WaitingForSchema(what, waited));
            context.time().sleep(context.deadline().atMost(backoff.next()));
        }
    }

    /** Describes the current leader; queried only after the deadline, to keep polls cheap. */
    private String holder() throws InterruptedException {
        try {
            Optional<FenceHolder> holder = read(ReadOnlySession::fenceHolder);
            return holder.isPresent()
                    ? ", while the advisory lock is held by " + holder.get().sentence()
                    : "; no migration is running" + failure();
        } catch (SessionLostException | UnreachableException unknown) {
            return "";
        }
    }

    /** Last failure or refusal of this bundle, if the Lease records one. */
    private String failure() throws InterruptedException {
        try {
            Optional<LeaseRecord> lease =
                    leases.isPresent() ? leases.get().get().get(LEASE_TIMEOUT) : Optional.empty();
            return lease.map(LeaseRecord::annotations)
                    .filter(annotations -> context.bundle().digest().equals(annotations.bundle()))
                    .flatMap(SchemaWaiter::lastAttempt)
                    .orElse("");
        } catch (ApiUnavailableException | UnreachableException unknown) {
            return "";
        }
    }

    private static Optional<String> lastAttempt(LeaseAnnotations annotations) {
        if (annotations.refusal() != null) {
            return Optional.of(
                    "; last attempt refused: " + annotations.refusal().sentence());
        }
        return Optional.ofNullable(annotations.failure())
                .map(failure -> "; last attempt failed: " + failure.sentence());
    }

    /** A query in one session. */
    @FunctionalInterface
    private interface Query<T> {
        T run(ReadOnlySession session) throws InterruptedException;
    }

    /** Runs a query in a session of its own, which a stop request aborts. */
    private <T> T read(Query<T> query) throws InterruptedException {
        try (ReadOnlySession session = context.database().read()) {
            context.stopSignal().onStop(session::abort);
            return query.run(session);
        } finally {
            context.stopSignal().clearOnStop();
        }
    }

    private Optional<Outcome> hasBundle() throws InterruptedException {
        try {
            return read(this::hasBundle);
        } catch (SessionLostException lost) {
            return Optional.empty();
        }
    }

    private Optional<Outcome> hasBundle(ReadOnlySession session) throws InterruptedException {
        SchemaSnapshot snapshot = session.readSnapshot(context.bundle());
        if (!context.schemaCheck().enrol(snapshot)) {
            return Optional.empty();
        }
        Optional<Outcome> outcome = context.schemaCheck().evaluate(snapshot);
        return outcome.isPresent() ? outcome : assess(session, snapshot);
    }

    /** Falls back to the migration tool without a readable receipt. */
    private Optional<Outcome> assess(ReadOnlySession session, SchemaSnapshot snapshot) {
        Assessment assessment = context.migrationTool().assess(session, context.bundle());
        Optional<BundleState.Ahead> superseded =
                PastRollout.superseded(snapshot, assessment, session.recordedVersion());
        if (superseded.isPresent()) {
            return superseded.map(context.aheadPolicy()::evaluate);
        }
        return switch (assessment) {
            case Assessment.Pending pending -> Optional.empty();
            case Assessment.Mismatch(Problem problem) ->
                Optional.of(context.advised(new Outcome.SchemaMismatch(problem)));
            case Assessment.Complete(Receipt receipt, boolean baseline) ->
                baseline
                        ? Optional.empty()
                        : context.aheadPolicy().evaluate(new SchemaSnapshot(stateOf(receipt), snapshot.databaseTime()));
        };
    }

    private static BundleState stateOf(Receipt receipt) {
        return receipt.ahead()
                ? new BundleState.Ahead(receipt.version(), false)
                : new BundleState.Current(receipt.version());
    }

    /** A pod that waited for a deferred script would keep the rollout from ending, and so the script from running. */
    private static boolean isDeferred(SchemaVersion version, ReadOnlySession session) {
        return session.deferred()
                .version()
                .filter(it -> it.compareTo(version) >= 0)
                .isPresent();
    }

    private Optional<Outcome> hasVersion(SchemaVersion version) throws InterruptedException {
        try {
            return read(session -> session.recordedVersion()
                    .filter(it -> it.compareTo(version) >= 0 || isDeferred(version, session))
                    .map(it -> new Outcome.Ready(it.text(), 0)));
        } catch (SessionLostException lost) {
            return Optional.empty();
        }
    }
}
