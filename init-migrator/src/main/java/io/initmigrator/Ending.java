package io.initmigrator;

import io.initmigrator.command.Finding;
import io.initmigrator.command.Preview;
import io.initmigrator.config.Command.FailOn;
import io.initmigrator.config.SettingsException;
import io.initmigrator.coordination.ApiUnavailableException;
import io.initmigrator.coordination.Outcome;
import io.initmigrator.coordination.SessionLostException;
import io.initmigrator.coordination.StoppedException;
import io.initmigrator.coordination.Unlocked;
import io.initmigrator.coordination.UnreachableException;
import io.initmigrator.flyway.FlywaySettingsException;
import io.initmigrator.http.HttpSettingsException;
import io.initmigrator.lint.report.Severity;
import io.initmigrator.schema.BundleException;
import io.initmigrator.schema.MigrationFailure;
import java.time.Duration;
import java.util.Optional;

/**
 * How the process ends.
 *
 * @param message for a failure: what, where and what to do, the most useful line first; empty otherwise
 */
record Ending(ExitCode code, String message) {

    static final Ending READY = new Ending(ExitCode.READY, "");

    static Ending of(Outcome outcome) {
        if (outcome instanceof Outcome.Ready) {
            // Without the switch, as in Run.
            return READY;
        }
        return switch (outcome) {
            case Outcome.Ready ready -> READY;
            case Outcome.Repaired repaired -> READY;
            case Outcome.Failed(MigrationFailure failure, String by, String version) ->
                new Ending(ExitCode.MIGRATION_FAILED, failed(failure, by));
            case Outcome.Misfit(String reason, String remedy) -> new Ending(ExitCode.MISFIT, reason + "; " + remedy);
            case Outcome.Lost(String reason, String consequence) ->
                new Ending(ExitCode.LOST, "lost the right to migrate: " + reason + "; " + consequence);
            case Outcome.DeadlinePassed(String waitedFor, Duration waited) ->
                new Ending(
                        ExitCode.DEADLINE_PASSED,
                        "gave up after " + waited.toSeconds() + " s waiting for " + waitedFor
                                + "; raise MIGRATOR_TIMEOUT if that may take so long, or look at the one waited for");
        };
    }

    /** The status was shown; a failure is told where Kubernetes looks too. */
    static Ending of(Finding finding) {
        return new Ending(
                switch (finding.verdict()) {
                    case CURRENT -> ExitCode.READY;
                    case PENDING -> ExitCode.PENDING;
                    case MISFIT -> ExitCode.MISFIT;
                    case UNKNOWN -> ExitCode.UNREACHABLE;
                },
                finding.trouble());
    }

    /** A live holder is one that was waited for: the same command may succeed once it has ended. */
    static Ending of(Unlocked unlocked) {
        return unlocked instanceof Unlocked.Refused(String reason)
                ? new Ending(
                        ExitCode.DEADLINE_PASSED,
                        "not unlocked: " + reason + "; wait for it, or end it all the same with unlock --force")
                : READY;
    }

    /** The plan was shown; a misfit is told where Kubernetes looks too. */
    static Ending of(Preview preview, Optional<FailOn> failOn) {
        if (preview.misfit().isPresent()) {
            return new Ending(ExitCode.MISFIT, preview.misfit().get());
        }
        boolean dangerous =
                failOn.filter(limit -> preview.hasFindingOf(severity(limit))).isPresent();
        return dangerous ? new Ending(ExitCode.DANGEROUS, "") : READY;
    }

    /** How an exception that reached the top ends the process. */
    static Ending of(Throwable exception) {
        return switch (exception) {
            case SettingsException settings -> new Ending(ExitCode.BAD_SETTINGS, text(settings));
            case FlywaySettingsException settings -> new Ending(ExitCode.BAD_SETTINGS, text(settings));
            case HttpSettingsException settings -> new Ending(ExitCode.BAD_SETTINGS, text(settings));
            case BundleException bundle -> new Ending(ExitCode.MISFIT, text(bundle));
            case UnreachableException unreachable -> new Ending(ExitCode.UNREACHABLE, text(unreachable));
            case ApiUnavailableException unavailable -> new Ending(ExitCode.UNREACHABLE, text(unavailable));
            // Whoever migrates makes an outcome of it; what is left are questions, as of plan and unlock.
            case SessionLostException lost -> new Ending(ExitCode.UNREACHABLE, text(lost) + "; start again");
            case StoppedException stopped ->
                new Ending(ExitCode.TERMINATED, "stopped by SIGTERM or another signal; " + text(stopped));
            case InterruptedException stopped ->
                new Ending(ExitCode.TERMINATED, "stopped by SIGTERM or another signal; nothing is half-recorded");
            case OutOfMemoryError error ->
                new Ending(ExitCode.BUG, MigrationFailure.words(error) + "; raise the memory limit");
            default ->
                new Ending(ExitCode.BUG, "a bug in init-migrator: " + exception + "; please report it with the log");
        };
    }

    boolean isBug() {
        return code == ExitCode.BUG;
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
