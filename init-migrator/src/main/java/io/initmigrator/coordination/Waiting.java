package io.initmigrator.coordination;

import io.initmigrator.schema.Look;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.Standing;
import io.initmigrator.wait.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Waits for what others record, and never migrates. It needs no more than the right to read the history, and neither Kubernetes
 * nor a session while it waits: it asks PostgreSQL anew, at growing intervals with jitter.
 */
public final class Waiting {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Duration LEASE_PATIENCE = Duration.ofSeconds(5);

    private final Pod pod;
    private final Optional<Supplier<Leases>> leases;
    private final WaitReport report;

    /** @param leases where a leader says why it failed; asked only when the deadline has passed, and not to be relied on */
    public Waiting(Pod pod, Optional<Supplier<Leases>> leases) {
        this.pod = pod;
        this.leases = leases;
        this.report = new WaitReport(pod.time(), pod::tell);
    }

    /** Waits until everything in the bundle is recorded. */
    public Outcome forBundle() throws InterruptedException {
        return until(this::hasBundle, "the migrations of " + pod.bundle().location() + " to be recorded");
    }

    /** Waits until {@code version} or a later one is recorded. */
    public Outcome forVersion(SchemaVersion version) throws InterruptedException {
        return until(() -> hasVersion(version), "schema version " + version + " to be recorded");
    }

    /** One question to PostgreSQL; empty where the answer is "not yet". */
    @FunctionalInterface
    private interface Question {
        Optional<Outcome> ask() throws InterruptedException;
    }

    private Outcome until(Question question, String what) throws InterruptedException {
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, pod.random());
        while (true) {
            Optional<Outcome> outcome = question.ask();
            if (outcome.isPresent()) {
                return outcome.get();
            }
            if (pod.deadline().hasPassed()) {
                return new Outcome.DeadlinePassed(
                        what + holder(), pod.deadline().waited());
            }
            report.maybe(what, waited -> new Notice.WaitingForSchema(what, waited));
            pod.time().sleep(pod.deadline().atMost(backoff.next()));
        }
    }

    /** Who is at it; asked only now, so that a wait costs no more questions than it must. */
    private String holder() throws InterruptedException {
        try (ReadingSession session = pod.database().read()) {
            Optional<FenceHolder> holder = session.fenceHolder();
            return holder.isPresent()
                    ? ", while the fence is held by " + holder.get().sentence()
                    : ", and nobody migrates just now" + failure();
        } catch (SessionLostException | UnreachableException unknown) {
            return "";
        }
    }

    /** What became of this very bundle, where the Lease tells. */
    private String failure() throws InterruptedException {
        try {
            Optional<LeaseRecord> lease =
                    leases.isPresent() ? leases.get().get().get(LEASE_PATIENCE) : Optional.empty();
            return lease.map(LeaseRecord::note)
                    .filter(note -> pod.bundle().digest().equals(note.bundle()))
                    .map(LeaseNote::failure)
                    .map(failure -> "; the last try failed: " + failure.sentence())
                    .orElse("");
        } catch (ApiUnavailableException | UnreachableException unknown) {
            return "";
        }
    }

    private Optional<Outcome> hasBundle() throws InterruptedException {
        try (ReadingSession session = pod.database().read()) {
            Look look = session.look(pod.bundle());
            if (!pod.enrol(look)) {
                return Optional.empty();
            }
            Optional<Outcome> settled = pod.policy().settle(look);
            return settled.isPresent() ? settled : assess(session, look);
        } catch (SessionLostException lost) {
            return Optional.empty();
        }
    }

    /** Without a receipt, or the right to read it, the migration tool must say. */
    private Optional<Outcome> assess(ReadingSession session, Look look) {
        Assessment assessment = pod.migrations().assess(session, pod.bundle());
        Optional<Standing.Ahead> superseded = PastRollout.superseded(look, assessment, session.recordedVersion());
        if (superseded.isPresent()) {
            return superseded.map(pod.policy()::settle);
        }
        return switch (assessment) {
            case Assessment.Pending pending -> Optional.empty();
            case Assessment.Misfit(String reason, String remedy) -> Optional.of(new Outcome.Misfit(reason, remedy));
            case Assessment.Complete(Receipt receipt) ->
                pod.policy().settle(new Look(standing(receipt), look.databaseTime()));
        };
    }

    private static Standing standing(Receipt receipt) {
        return receipt.ahead() ? new Standing.Ahead(receipt.version(), false) : new Standing.Current(receipt.version());
    }

    private Optional<Outcome> hasVersion(SchemaVersion version) throws InterruptedException {
        try (ReadingSession session = pod.database().read()) {
            return session.recordedVersion()
                    .filter(recorded -> recorded.compareTo(version) >= 0)
                    .map(recorded -> new Outcome.Ready(recorded.text(), 0));
        } catch (SessionLostException lost) {
            return Optional.empty();
        }
    }
}
