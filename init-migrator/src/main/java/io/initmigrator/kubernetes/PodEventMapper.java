package io.initmigrator.kubernetes;

import io.initmigrator.event.LeaderProgress;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutEvent.DeferredRunFailed;
import io.initmigrator.event.RolloutEvent.LeadershipLost;
import io.initmigrator.event.RolloutEvent.MigrationFailed;
import io.initmigrator.event.RolloutEvent.MigrationRefused;
import io.initmigrator.event.RolloutEvent.MigrationStarted;
import io.initmigrator.event.RolloutEvent.MigrationSucceeded;
import io.initmigrator.event.RolloutEvent.PrivilegesMissing;
import io.initmigrator.event.RolloutEvent.RevisionUnrecorded;
import io.initmigrator.event.RolloutEvent.SchemaAhead;
import io.initmigrator.event.RolloutEvent.ScriptNotDeferrable;
import io.initmigrator.event.RolloutEvent.ScriptsDeferred;
import io.initmigrator.event.RolloutEvent.SessionTerminated;
import io.initmigrator.event.RolloutEvent.WaitingForLeader;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.UngrantedObject;
import io.initmigrator.migration.NotDeferrable;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Maps rollout events to Kubernetes Events about the pod. */
final class PodEventMapper {

    private PodEventMapper() {}

    static Optional<PodEvent> of(RolloutEvent event) {
        return switch (event) {
            case MigrationStarted(int scripts) ->
                Optional.of(
                        PodEvent.normal("MigrationStarted", "Migrate", "Migrating: " + scripts(scripts) + " pending"));
            case MigrationSucceeded(int scripts, String version, Duration took) ->
                Optional.of(PodEvent.normal(
                        "MigrationSucceeded",
                        "Migrate",
                        "Applied %s in %s s; the schema is at version %s"
                                .formatted(scripts(scripts), seconds(took), version)));
            case MigrationFailed(MigrationFailure failure) ->
                Optional.of(PodEvent.warning(
                        "MigrationFailed", "Migrate", failure.problem().toString()));
            case MigrationRefused(Problem problem) ->
                Optional.of(PodEvent.warning("MigrationRefused", "Migrate", problem.toString()));
            case ScriptsDeferred(List<String> scripts) ->
                Optional.of(PodEvent.normal(
                        "ScriptsDeferred",
                        "Migrate",
                        "Deferred until after the rollout: " + String.join(", ", scripts)));
            case ScriptNotDeferrable(NotDeferrable script) ->
                Optional.of(PodEvent.warning(
                        "ScriptNotDeferrable", "Migrate", script.problem().reason()));
            case RevisionUnrecorded(String workload, String revision) ->
                Optional.of(PodEvent.warning(
                        "RevisionUnrecorded",
                        "Migrate",
                        "No pod has recorded its revision with these migrations; revision " + revision + " of "
                                + workload + " is taken for theirs"));
            case DeferredRunFailed(String reason, Duration pause) ->
                Optional.of(PodEvent.warning("DeferredScriptsFailed", "Migrate", reason));
            case PrivilegesMissing missing ->
                Optional.of(PodEvent.warning(
                        "PrivilegesMissing",
                        "Migrate",
                        "Role %s lacks privileges that it has on comparable objects, on %d: %s"
                                .formatted(
                                        missing.role(),
                                        missing.count(),
                                        missing.objects().stream()
                                                .map(UngrantedObject::grant)
                                                .collect(Collectors.joining("; ")))));
            case WaitingForLeader waiting ->
                Optional.of(PodEvent.waiting(
                        "Waiting for " + waiting.holder()
                                + waiting.activity()
                                        .map(PodEventMapper::running)
                                        .orElse(", the leader"),
                        subject(waiting)));
            case LeadershipLost(String reason, String consequence) ->
                Optional.of(PodEvent.warning("LeadershipLost", "Migrate", reason + "; " + consequence));
            case SessionTerminated(FenceHolder holder) ->
                Optional.of(PodEvent.warning(
                        "LeaderEvicted",
                        "Evict",
                        "Terminated the database session of a former leader: " + holder.sentence()));
            case SchemaAhead(String version, boolean superseded) ->
                Optional.of(PodEvent.warning(
                        "SchemaAhead",
                        "Start",
                        superseded
                                ? "A newer rollout has repeatable scripts or callbacks of its own; starting anyway."
                                        + " kubectl rollout restart applies this bundle's again"
                                : "The schema is at version " + version + ", newer than this bundle; starting anyway"));
            default -> Optional.empty();
        };
    }

    /** Without the time since the start of the script, which is old as soon as it is sent. */
    private static String running(LeaderProgress activity) {
        return ", which is running " + activity.progress()
                + (activity.blockedBy().isEmpty() ? "" : ", blocked by " + activity.blockedBy());
    }

    /** The leader, its script, and whether that is blocked: the description of a blocker changes all the time. */
    static String subject(WaitingForLeader waiting) {
        return waiting.holder()
                + waiting.activity()
                        .map(activity -> " " + activity.progress()
                                + (activity.blockedBy().isEmpty() ? "" : " blocked"))
                        .orElse("");
    }

    private static String scripts(int count) {
        return count == 1 ? "1 script" : count + " scripts";
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }
}
