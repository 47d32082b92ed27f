package io.initmigrator.application;

import io.initmigrator.command.PlanResult;
import io.initmigrator.command.StatusResult;
import io.initmigrator.command.lint.LintUsageException;
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
import io.initmigrator.rollout.UnlockResult;
import io.initmigrator.schema.BundleException;
import io.initmigrator.schema.MigrationFailure;
import java.time.Duration;
import java.util.Optional;

/**
 * How the process ends.
 *
 * @param message for a failure: what, where and what to do, the most useful line first; empty otherwise
 */
public record ExitStatus(ExitCode code, String message) {

    public static final ExitStatus OK = new ExitStatus(ExitCode.OK, "");
    static final ExitStatus DANGEROUS = new ExitStatus(ExitCode.LINT_FINDINGS, "");

    static ExitStatus of(Outcome outcome) {
        if (outcome instanceof Outcome.Ready) {
            // Without the switch, as in Run.
            return OK;
        }
        return switch (outcome) {
            case Outcome.Ready ready -> OK;
            case Outcome.Repaired repaired -> OK;
            case Outcome.Failed(MigrationFailure failure, String by, String version) ->
                new ExitStatus(ExitCode.MIGRATION_FAILED, failed(failure, by));
            case Outcome.SchemaMismatch(String reason, String remedy) ->
                new ExitStatus(ExitCode.SCHEMA_MISMATCH, reason + "; " + remedy);
            case Outcome.LeadershipLost(String reason, String consequence) ->
                new ExitStatus(ExitCode.LEADERSHIP_LOST, "lost the right to migrate: " + reason + "; " + consequence);
            case Outcome.DeadlinePassed(String waitedFor, Duration waited) ->
                new ExitStatus(
                        ExitCode.DEADLINE_PASSED,
                        "gave up after " + waited.toSeconds() + " s waiting for " + waitedFor
                                + "; raise MIGRATOR_TIMEOUT if that may take so long, or look at the one waited for");
        };
    }

    /** The status was shown; a failure is told where Kubernetes looks too. */
    static ExitStatus of(StatusResult finding) {
        return new ExitStatus(
                switch (finding.verdict()) {
                    case CURRENT -> ExitCode.OK;
                    case PENDING -> ExitCode.PENDING;
                    case MISFIT -> ExitCode.SCHEMA_MISMATCH;
                    case UNKNOWN -> ExitCode.UNREACHABLE;
                },
                finding.error());
    }

    /** A live holder is one that was waited for: the same command may succeed once it has ended. */
    static ExitStatus of(UnlockResult unlocked) {
        return unlocked instanceof UnlockResult.Refused(String reason)
                ? new ExitStatus(
                        ExitCode.DEADLINE_PASSED,
                        "not unlocked: " + reason + "; wait for it, or end it all the same with unlock --force")
                : OK;
    }

    /** The plan was shown; a misfit is told where Kubernetes looks too. */
    static ExitStatus of(PlanResult preview, Optional<FailOn> failOn) {
        if (preview.misfit().isPresent()) {
            return new ExitStatus(ExitCode.SCHEMA_MISMATCH, preview.misfit().get());
        }
        boolean dangerous =
                failOn.filter(limit -> preview.hasFindingOf(severity(limit))).isPresent();
        return dangerous ? DANGEROUS : OK;
    }

    /** How an exception that reached the top ends the process. */
    static ExitStatus of(Throwable exception) {
        return switch (exception) {
            case SettingsException settings -> new ExitStatus(ExitCode.INVALID_CONFIGURATION, text(settings));
            case FlywaySettingsException settings -> new ExitStatus(ExitCode.INVALID_CONFIGURATION, text(settings));
            case LintUsageException usage -> new ExitStatus(ExitCode.INVALID_CONFIGURATION, text(usage));
            case HttpSettingsException settings -> new ExitStatus(ExitCode.INVALID_CONFIGURATION, text(settings));
            case BundleException bundle -> new ExitStatus(ExitCode.SCHEMA_MISMATCH, text(bundle));
            case UnreachableException unreachable -> new ExitStatus(ExitCode.UNREACHABLE, text(unreachable));
            case ApiUnavailableException unavailable -> new ExitStatus(ExitCode.UNREACHABLE, text(unavailable));
            // Whoever migrates makes an outcome of it; what is left are questions, as of plan and unlock.
            case SessionLostException lost -> new ExitStatus(ExitCode.UNREACHABLE, text(lost) + "; start again");
            case StoppedException stopped ->
                new ExitStatus(ExitCode.TERMINATED, "stopped by SIGTERM or another signal; " + text(stopped));
            case InterruptedException stopped ->
                new ExitStatus(ExitCode.TERMINATED, "stopped by SIGTERM or another signal; nothing is half-recorded");
            case OutOfMemoryError error ->
                new ExitStatus(ExitCode.INTERNAL_ERROR, MigrationFailure.words(error) + "; raise the memory limit");
            default ->
                new ExitStatus(
                        ExitCode.INTERNAL_ERROR,
                        "a bug in init-migrator: " + exception + "; please report it with the log");
        };
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
        return "migration failed: " + failure.sentence() + "; " + failure.remedy() + " (run by " + by + ", attempt "
                + failure.attempt() + ")";
    }

    private static String text(Throwable exception) {
        return String.valueOf(exception.getMessage());
    }
}
