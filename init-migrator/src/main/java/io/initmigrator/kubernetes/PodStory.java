package io.initmigrator.kubernetes;

import io.initmigrator.coordination.FenceHolder;
import io.initmigrator.coordination.Notice;
import io.initmigrator.coordination.Notice.Evicted;
import io.initmigrator.coordination.Notice.LeadershipLost;
import io.initmigrator.coordination.Notice.MigrationFailed;
import io.initmigrator.coordination.Notice.MigrationStarted;
import io.initmigrator.coordination.Notice.MigrationSucceeded;
import io.initmigrator.coordination.Notice.SchemaAhead;
import io.initmigrator.coordination.Notice.WaitingForLeader;
import io.initmigrator.schema.MigrationFailure;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Which notices are worth an Event on the pod, and in what words. */
final class PodStory {

    private PodStory() {}

    static Optional<PodEvent> of(Notice notice) {
        return switch (notice) {
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
                Optional.of(
                        PodEvent.warning("MigrationFailed", "Migrate", failure.sentence() + "; " + failure.remedy()));
            case WaitingForLeader waiting ->
                Optional.of(PodEvent.normal(
                        "WaitingForLeader", "Wait", "Waiting for " + waiting.holder() + ", which migrates"));
            case LeadershipLost(String reason, String consequence) ->
                Optional.of(PodEvent.warning("LeadershipLost", "Migrate", reason + "; " + consequence));
            case Evicted(FenceHolder holder) ->
                Optional.of(PodEvent.warning(
                        "LeaderEvicted", "Evict", "Ended what a former leader has left behind: " + holder.sentence()));
            case SchemaAhead(String version, boolean superseded) ->
                Optional.of(PodEvent.warning(
                        "SchemaAhead",
                        "Start",
                        superseded
                                ? "A newer rollout has repeatable scripts or callbacks of its own; starting all the same."
                                        + " kubectl rollout restart applies this bundle's again"
                                : "The schema is at version " + version
                                        + ", newer than this bundle; starting all the same"));
            default -> Optional.empty();
        };
    }

    private static String scripts(int count) {
        return count == 1 ? "1 script" : count + " scripts";
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }
}
