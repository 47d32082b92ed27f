package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import io.initmigrator.election.Candidate.ProcessContext;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.WaitReporter;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Problem;
import io.initmigrator.time.Backoff;
import io.initmigrator.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Keeps deferred scripts from running before the rollout of a workload is complete. */
public final class RolloutGate implements AutoCloseable {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    /** Short, because the leader holds the advisory lock. */
    private static final Duration RECHECK_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration INITIAL_BACKOFF = Duration.ofSeconds(1);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);

    private final Workload workload;
    private final ProcessContext process;
    private final Deadline deadline;
    private final WaitReporter waitReporter;
    private final boolean isOwn;
    private String expected;

    /**
     * @param revision of this pod, if it belongs to the workload; empty for the first one that is observed
     * @param timeout longest wait
     */
    public RolloutGate(Workload workload, String revision, Duration timeout, ProcessContext process) {
        this.workload = workload;
        this.expected = revision;
        this.isOwn = !revision.isEmpty();
        this.process = process;
        this.deadline = Deadline.after(timeout, process.time());
        this.waitReporter = new WaitReporter(process.time(), process.listener());
    }

    /** Waits until the rollout is complete; the outcome if it never will be, or not in time. */
    Optional<Outcome> await() throws InterruptedException {
        Backoff backoff = new Backoff(INITIAL_BACKOFF, MAX_BACKOFF, process.random());
        while (true) {
            String missing;
            try {
                WorkloadStatus status = read();
                if (status.phase() != WorkloadStatus.Phase.PROGRESSING || isSuperseded(status)) {
                    return judge(status);
                }
                missing = status.detail();
            } catch (ApiUnavailableException unavailable) {
                missing = String.valueOf(unavailable.getMessage());
                requireTime(deadline, unavailable);
            }
            if (deadline.hasPassed()) {
                return Optional.of(new Outcome.DeadlinePassed(
                        "the rollout of " + workload.name() + ": " + missing, deadline.elapsed()));
            }
            String what = workload.name() + ": " + missing;
            waitReporter.reportIfDue(what, waited -> new RolloutEvent.WaitingForRollout(what, waited));
            process.time().sleep(deadline.atMost(backoff.next()));
        }
    }

    /** Reads the state once more, since a newer rollout may have begun during the election, or while a script waited for a lock. */
    Optional<Outcome> recheck() throws InterruptedException {
        Deadline limit = Deadline.after(RECHECK_TIMEOUT, process.time());
        Backoff backoff = new Backoff(INITIAL_BACKOFF, MAX_BACKOFF, process.random());
        while (true) {
            try {
                return judge(read());
            } catch (ApiUnavailableException unavailable) {
                requireTime(limit, unavailable);
                process.time().sleep(limit.atMost(backoff.next()));
            }
        }
    }

    /**
     * Refuses if the pods of the rollout did not start with the bundle, as after a rollback. A pod of the workload need not ask: the
     * others of its revision have its bundle.
     */
    Optional<Outcome> checkStarted(SchemaReader reader, Bundle bundle) {
        if (isOwn) {
            return Optional.empty();
        }
        Optional<Set<String>> started = reader.startedRevisions(bundle);
        if (started.isPresent() && started.get().isEmpty()) {
            process.listener().onEvent(new RolloutEvent.RevisionUnrecorded(workload.name(), expected));
            return Optional.empty();
        }
        return started.isPresent() && started.get().contains(expected)
                ? Optional.empty()
                : refuse(
                        "is not one of these migrations: no pod of revision " + expected + " has started with those in "
                                + bundle.location(),
                        "run init-migrator migrate --deferred with the image and the settings of its pods");
    }

    @Override
    public void close() {
        workload.close();
    }

    private void requireTime(Deadline limit, ApiUnavailableException unavailable) {
        if (limit.hasPassed()) {
            throw new UnreachableException(
                    new Problem(
                            "the rollout of " + workload.name() + " is unknown: " + unavailable.getMessage(),
                            "check that the Kubernetes API is running and that the network policy lets this pod reach it"),
                    unavailable);
        }
    }

    private WorkloadStatus read() throws InterruptedException {
        WorkloadStatus status = workload.read(REQUEST_TIMEOUT);
        if (expected.isEmpty()) {
            expected = status.revision();
        }
        return status;
    }

    private boolean isSuperseded(WorkloadStatus status) {
        return !status.revision().isEmpty() && !status.revision().equals(expected);
    }

    private Optional<Outcome> judge(WorkloadStatus status) {
        if (isSuperseded(status)) {
            return refuse(
                    "was superseded by a newer one (" + status.revision() + ")",
                    "run init-migrator migrate --deferred with its image");
        }
        return switch (status.phase()) {
            case COMPLETE -> Optional.empty();
            case PAUSED -> refuse("is paused: " + status.detail(), "resume it, then start this command again");
            case FAILED -> refuse("failed: " + status.detail(), "correct or undo it, then start this command again");
            case PROGRESSING -> refuse("is not complete: " + status.detail(), "start this command again");
        };
    }

    private Optional<Outcome> refuse(String reason, String remedy) {
        return Optional.of(new Outcome.RolloutNotComplete("the rollout of " + workload.name() + " " + reason, remedy));
    }
}
