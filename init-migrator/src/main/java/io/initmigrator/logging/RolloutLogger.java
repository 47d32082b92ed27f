package io.initmigrator.logging;

import static org.slf4j.event.Level.DEBUG;
import static org.slf4j.event.Level.ERROR;
import static org.slf4j.event.Level.INFO;
import static org.slf4j.event.Level.WARN;

import io.initmigrator.event.LeaderProgress;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutEvent.ApiAvailable;
import io.initmigrator.event.RolloutEvent.ApiUnavailable;
import io.initmigrator.event.RolloutEvent.BundleEmpty;
import io.initmigrator.event.RolloutEvent.BundleRefused;
import io.initmigrator.event.RolloutEvent.DeferredRunFailed;
import io.initmigrator.event.RolloutEvent.Elected;
import io.initmigrator.event.RolloutEvent.HistoryRepaired;
import io.initmigrator.event.RolloutEvent.LeaderSuspected;
import io.initmigrator.event.RolloutEvent.LeadershipLost;
import io.initmigrator.event.RolloutEvent.LeaseRenewed;
import io.initmigrator.event.RolloutEvent.MigrationFailed;
import io.initmigrator.event.RolloutEvent.MigrationRefused;
import io.initmigrator.event.RolloutEvent.MigrationStarted;
import io.initmigrator.event.RolloutEvent.MigrationSucceeded;
import io.initmigrator.event.RolloutEvent.PrivilegesGranted;
import io.initmigrator.event.RolloutEvent.PrivilegesMissing;
import io.initmigrator.event.RolloutEvent.ProbeLost;
import io.initmigrator.event.RolloutEvent.Repaired;
import io.initmigrator.event.RolloutEvent.RevisionUnrecorded;
import io.initmigrator.event.RolloutEvent.SchemaAhead;
import io.initmigrator.event.RolloutEvent.SchemaCurrent;
import io.initmigrator.event.RolloutEvent.ScriptBlocked;
import io.initmigrator.event.RolloutEvent.ScriptNotDeferrable;
import io.initmigrator.event.RolloutEvent.ScriptRunning;
import io.initmigrator.event.RolloutEvent.ScriptStarted;
import io.initmigrator.event.RolloutEvent.ScriptUndone;
import io.initmigrator.event.RolloutEvent.ScriptsDeferred;
import io.initmigrator.event.RolloutEvent.SessionTerminated;
import io.initmigrator.event.RolloutEvent.WaitingForFence;
import io.initmigrator.event.RolloutEvent.WaitingForLeader;
import io.initmigrator.event.RolloutEvent.WaitingForRollout;
import io.initmigrator.event.RolloutEvent.WaitingForSchema;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.UngrantedObject;
import io.initmigrator.migration.RepairAction;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.SqlState;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs each event as one line: a constant message and key=value facts. */
public final class RolloutLogger implements RolloutListener {

    private final Logger logger = LoggerFactory.getLogger(RolloutLogger.class);

    @Override
    public void onEvent(RolloutEvent event) {
        // Hot path, see docs/startup.md.
        if (event instanceof SchemaCurrent it) {
            log(it);
        } else {
            log(event);
        }
    }

    private void log(SchemaCurrent event) {
        line(INFO, "Schema is current").with("version", event.version()).log();
    }

    private void log(RolloutEvent event) {
        switch (event) {
            case SchemaCurrent it -> log(it);
            case BundleEmpty it ->
                line(WARN, "Bundle is empty; nothing to do")
                        .with("location", it.location())
                        .log();
            case SchemaAhead it ->
                line(
                                WARN,
                                it.superseded()
                                        ? "Rollout is superseded; starting anyway"
                                        : "Schema is newer than this bundle; starting anyway")
                        .with("version", it.version())
                        .withIfPresent("remedy", it.remedy())
                        .log();
            case WaitingForLeader it ->
                withActivity(line(INFO, "Waiting for leader").with("leader", it.holder()), it.activity())
                        .with("waited", it.waited())
                        .log();
            case WaitingForSchema it ->
                line(INFO, "Waiting for schema")
                        .with("for", it.what())
                        .with("waited", it.waited())
                        .log();
            case WaitingForRollout it ->
                line(INFO, "Waiting for rollout")
                        .with("for", it.what())
                        .with("waited", it.waited())
                        .log();
            case DeferredRunFailed it ->
                line(WARN, "Deferred scripts not applied; retrying")
                        .with("reason", it.reason())
                        .with("pause", it.pause())
                        .log();
            case LeaderSuspected it ->
                line(WARN, "Leader missed renewals; checking its advisory lock")
                        .with("leader", it.holder())
                        .with("silence", it.silence())
                        .log();
            case ProbeLost it ->
                line(WARN, "Advisory lock check failed; still waiting for leader")
                        .with("reason", it.reason())
                        .log();
            case Elected it ->
                line(INFO, "Elected leader")
                        .withIfPresent("previous", it.previous())
                        .log();
            case SessionTerminated it ->
                withSession(line(WARN, "Terminated session of former leader"), it.holder())
                        .log();
            case WaitingForFence it ->
                withSession(line(INFO, "Waiting for advisory lock"), it.holder())
                        .with("waited", it.waited())
                        .log();
            case ScriptUndone it ->
                line(WARN, it.rerun() ? "Rerunning interrupted script" : "Undid interrupted script")
                        .with("script", it.script().script())
                        .with("by", it.script().by())
                        .withIfPresent("dropped", String.join(", ", it.dropped()))
                        .log();
            case HistoryRepaired it ->
                line(INFO, repaired(it.action().kind()))
                        .with("script", it.action().script())
                        .with("row", it.action().detail())
                        .log();
            case Repaired it ->
                line(it.invalidIndexes().isEmpty() ? INFO : WARN, "Repaired")
                        .with("pending", it.pending())
                        .withIfPresent("invalidIndexes", String.join(", ", it.invalidIndexes()))
                        .log();
            case MigrationStarted it ->
                line(INFO, "Migration started").with("scripts", it.scripts()).log();
            case ScriptStarted it ->
                line(INFO, "Running script")
                        .with("script", it.progress().script())
                        .with("number", it.progress().number())
                        .with("total", it.progress().total())
                        .log();
            case ScriptRunning it ->
                line(INFO, "Script is running")
                        .with("script", it.progress().script())
                        .with("number", it.progress().number())
                        .with("total", it.progress().total())
                        .with("running", it.running())
                        .withIfPresent("index", it.activity().indexProgress())
                        .withIfPresent("blockedBy", it.activity().blockedBy())
                        .log();
            case ScriptBlocked it ->
                withFailure(line(WARN, retrying(it.failure())), it.failure())
                        .withIfPresent("blockedBy", it.blockers())
                        .with("pause", it.pause())
                        .log();
            case MigrationSucceeded it ->
                line(INFO, "Migration succeeded")
                        .with("scripts", it.scripts())
                        .with("version", it.version())
                        .with("took", it.took())
                        .log();
            case ScriptsDeferred it ->
                line(INFO, "Deferred scripts until after rollout")
                        .with("scripts", String.join(", ", it.scripts()))
                        .log();
            case ScriptNotDeferrable it ->
                line(WARN, "Running after-rollout script during rollout")
                        .with("script", it.script().script())
                        .with("cause", it.script().problem().reason())
                        .log();
            case RevisionUnrecorded it ->
                line(WARN, "No pod has recorded its revision")
                        .with("workload", it.workload())
                        .with("revision", it.revision())
                        .with("consequence", "its current revision is taken for that of these migrations")
                        .log();
            case PrivilegesMissing it -> {
                for (UngrantedObject object : it.objects()) {
                    line(WARN, "Application's role lacks privileges")
                            .with("role", it.role())
                            .with("object", object.name())
                            .with("remedy", object.grant())
                            .log();
                }
                more(WARN, it.role(), it.count() - it.objects().size());
            }
            case PrivilegesGranted it -> {
                for (UngrantedObject object : it.objects()) {
                    line(INFO, "Granted privileges to application's role")
                            .with("role", it.role())
                            .with("object", object.name())
                            .with("statement", object.grant())
                            .log();
                }
                more(INFO, it.role(), it.count() - it.objects().size());
            }
            case MigrationFailed it ->
                withFailure(line(ERROR, "Migration failed"), it.failure()).log();
            // The last line of the log, at level error, says the same.
            case MigrationRefused it ->
                line(DEBUG, "Migration refused")
                        .with("cause", it.problem().reason())
                        .log();
            case BundleRefused it ->
                line(DEBUG, "Bundle refused")
                        .with("cause", it.problem().reason())
                        .log();
            case LeaseRenewed it -> line(DEBUG, "Lease renewed").log();
            case LeadershipLost it ->
                line(ERROR, "Leadership lost").with("reason", it.reason()).log();
            case ApiUnavailable it ->
                line(WARN, "Kubernetes API unavailable")
                        .with("reason", it.reason())
                        .log();
            case ApiAvailable it -> line(INFO, "Kubernetes API available again").log();
        }
    }

    private void more(Level level, String role, int objects) {
        if (objects > 0) {
            line(level, "Further objects not listed")
                    .with("role", role)
                    .with("objects", objects)
                    .log();
        }
    }

    private LogLine line(Level level, String message) {
        return new LogLine(logger.atLevel(level).setMessage(message));
    }

    private static String retrying(MigrationFailure failure) {
        return switch (String.valueOf(failure.sqlState())) {
            case SqlState.DEADLOCK_DETECTED -> "Deadlock; retrying script";
            case SqlState.SERIALIZATION_FAILURE -> "Serialization failure; retrying script";
            default -> "Lock timeout; retrying script";
        };
    }

    private static String repaired(RepairAction.Kind kind) {
        return switch (kind) {
            case REMOVED -> "Removed failed migration from schema history";
            case ALIGNED -> "Aligned applied migration with bundle";
            case DELETED -> "Marked missing migration as deleted";
            case RESTORED -> "Restored script marked as deleted";
            case KEPT -> "Kept missing Java migration";
        };
    }

    private static LogLine withActivity(LogLine line, Optional<LeaderProgress> activity) {
        return line.withIfPresent(
                        "progress", activity.map(LeaderProgress::progress).orElse(""))
                .withIfPresent("activity", activity.map(LeaderProgress::detail).orElse(""))
                .withIfPresent(
                        "blockedBy", activity.map(LeaderProgress::blockedBy).orElse(""));
    }

    private static LogLine withSession(LogLine line, FenceHolder holder) {
        return line.with("pid", holder.pid())
                .with("application", holder.applicationName())
                .with("session", holder.description());
    }

    private static LogLine withFailure(LogLine line, MigrationFailure failure) {
        return line.with("script", failure.script())
                .withIfPresent("line", failure.line() > 0 ? failure.line() : "")
                .withIfPresent("sqlState", failure.sqlState() == null ? "" : failure.sqlState())
                .with("attempt", failure.attempt())
                .with("cause", failure.message());
    }
}
