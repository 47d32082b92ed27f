package io.initmigrator.application;

import io.initmigrator.command.PlanResult;
import io.initmigrator.command.StatusResult;
import io.initmigrator.command.lint.LintUsageException;
import io.initmigrator.command.rehearsal.RehearsalRefusedException;
import io.initmigrator.config.Command.FailOn;
import io.initmigrator.config.SettingsException;
import io.initmigrator.core.Outcome;
import io.initmigrator.core.StoppedException;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.flyway.FlywaySettingsException;
import io.initmigrator.http.HttpSettingsException;
import io.initmigrator.lint.report.Severity;
import io.initmigrator.logging.OutputException;
import io.initmigrator.rollout.UnlockResult;
import io.initmigrator.schema.BundleException;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Exit code and message of the process.
 *
 * @param message of a failure: what failed, the cause, the fix; empty otherwise
 */
public record ExitStatus(ExitCode code, String message) {

    public static final ExitStatus OK = new ExitStatus(ExitCode.OK, "");
    static final ExitStatus DANGEROUS = new ExitStatus(ExitCode.LINT_FINDINGS, "");

    public static ExitStatus of(Outcome outcome) {
        // Hot path, see docs/startup.md.
        if (outcome instanceof Outcome.Ready) {
            return OK;
        }
        return switch (outcome) {
            case Outcome.Ready _, Outcome.Repaired _ -> OK;
            case Outcome.Failed(MigrationFailure failure, String by, String version) ->
                new ExitStatus(ExitCode.MIGRATION_FAILED, failed(failure, by));
            case Outcome.SchemaMismatch(Problem problem) ->
                new ExitStatus(ExitCode.SCHEMA_MISMATCH, problem.toString());
            case Outcome.LeadershipLost(String reason, String consequence) ->
                new ExitStatus(ExitCode.LEADERSHIP_LOST, "leadership lost: " + reason + "; " + consequence);
            case Outcome.RolloutNotComplete(Problem problem) ->
                new ExitStatus(ExitCode.ROLLOUT_NOT_COMPLETE, problem.toString());
            case Outcome.DeadlinePassed(String waitedFor, Duration waited) ->
                new ExitStatus(
                        ExitCode.DEADLINE_PASSED,
                        "timed out after " + waited.toSeconds() + " s waiting for " + waitedFor
                                + "; increase MIGRATOR_TIMEOUT, or check why it has not finished");
        };
    }

    /** A mismatch or an error is the termination message too. */
    static ExitStatus of(StatusResult finding) {
        return new ExitStatus(
                switch (finding.state()) {
                    case CURRENT -> ExitCode.OK;
                    case PENDING -> ExitCode.PENDING;
                    case MISMATCH -> ExitCode.SCHEMA_MISMATCH;
                    case UNKNOWN -> ExitCode.UNREACHABLE;
                },
                finding.error());
    }

    /** A live holder counts as a timeout: the same command may succeed once it has ended. */
    static ExitStatus of(UnlockResult unlocked) {
        return unlocked instanceof UnlockResult.Refused(String reason)
                ? new ExitStatus(
                        ExitCode.DEADLINE_PASSED,
                        "not unlocked: " + reason + "; wait for it, or terminate it with unlock --force")
                : OK;
    }

    /** A mismatch, or a failed rehearsal, is the termination message too. */
    static ExitStatus of(PlanResult preview, Optional<FailOn> failOn) {
        if (preview.mismatch().isPresent()) {
            return new ExitStatus(
                    ExitCode.SCHEMA_MISMATCH, preview.mismatch().get().toString());
        }
        if (preview.rehearsalFailure().isPresent()) {
            return new ExitStatus(
                    ExitCode.MIGRATION_FAILED,
                    "rehearsal failed: " + preview.rehearsalFailure().get().sentence()
                            + "; correct the script, and rehearse on a new scratch database");
        }
        boolean dangerous =
                failOn.filter(limit -> preview.hasFindingOf(severity(limit))).isPresent();
        return dangerous ? DANGEROUS : OK;
    }

    /** Exit status of an uncaught exception. */
    static ExitStatus of(Throwable exception) {
        if (isInterruptedRead(exception)) {
            return of(new InterruptedException());
        }
        return switch (exception) {
            case SettingsException settings -> new ExitStatus(ExitCode.INVALID_CONFIGURATION, text(settings));
            case FlywaySettingsException settings -> new ExitStatus(ExitCode.INVALID_CONFIGURATION, text(settings));
            case RehearsalRefusedException refused -> new ExitStatus(ExitCode.INVALID_CONFIGURATION, text(refused));
            case LintUsageException usage -> new ExitStatus(ExitCode.INVALID_CONFIGURATION, text(usage));
            case HttpSettingsException settings -> new ExitStatus(ExitCode.INVALID_CONFIGURATION, text(settings));
            case BundleException bundle -> new ExitStatus(ExitCode.SCHEMA_MISMATCH, text(bundle));
            case UnreachableException unreachable -> new ExitStatus(ExitCode.UNREACHABLE, text(unreachable));
            case ApiUnavailableException unavailable -> new ExitStatus(ExitCode.UNREACHABLE, text(unavailable));
            // A migration turns it into an outcome; what is left are reading commands, and unlock.
            case SessionLostException lost -> new ExitStatus(ExitCode.UNREACHABLE, text(lost) + "; retry");
            case StoppedException stopped ->
                new ExitStatus(ExitCode.TERMINATED, "terminated by a signal; " + text(stopped));
            case InterruptedException stopped ->
                new ExitStatus(ExitCode.TERMINATED, "terminated by a signal; no migration was partially recorded");
            case OutputException output -> new ExitStatus(ExitCode.INTERNAL_ERROR, text(output));
            case OutOfMemoryError error ->
                new ExitStatus(ExitCode.INTERNAL_ERROR, MigrationFailure.words(error) + "; increase the memory limit");
            default ->
                new ExitStatus(
                        ExitCode.INTERNAL_ERROR, "a bug in init-migrator: " + exception + "; report it with the log");
        };
    }

    /** A signal closes the file that is being read. */
    private static boolean isInterruptedRead(Throwable exception) {
        for (@Nullable Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    boolean isBug() {
        return code == ExitCode.INTERNAL_ERROR;
    }

    private static Severity severity(FailOn limit) {
        return switch (limit) {
            case WARNING -> Severity.WARNING;
            case ERROR -> Severity.ERROR;
        };
    }

    private static String failed(MigrationFailure failure, String by) {
        return "migration failed: " + failure.problem() + " (run by " + by + ", attempt " + failure.attempt() + ")";
    }

    private static String text(Throwable exception) {
        return String.valueOf(exception.getMessage());
    }
}
