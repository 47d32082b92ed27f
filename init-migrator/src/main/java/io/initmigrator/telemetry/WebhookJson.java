package io.initmigrator.telemetry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.event.RolloutEvent.BundleRefused;
import io.initmigrator.event.RolloutEvent.MigrationFailed;
import io.initmigrator.event.RolloutEvent.MigrationSucceeded;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import java.time.Instant;
import java.util.Locale;

/** The document that a webhook receives, described in docs/monitoring.md. */
record WebhookJson(RolloutSource source, ReportText text) {

    String of(MigrationSucceeded success, Instant at) {
        String seconds = String.format(Locale.ROOT, "%.1f", success.took().toMillis() / 1000.0);
        ObjectNode json = document(
                "migration-succeeded",
                at,
                database() + " migrated to version " + success.version() + ": " + success.scripts()
                        + (success.scripts() == 1 ? " script in " : " scripts in ") + seconds + " s");
        json.put("version", text.of(success.version()));
        json.put("scripts", success.scripts());
        json.put("seconds", success.took().toMillis() / 1000.0);
        return json.toString();
    }

    String of(MigrationFailed failed, Instant at) {
        MigrationFailure failure = failed.failure();
        ObjectNode json = document("migration-failed", at, database() + " failed to migrate: " + failure.problem());
        json.putObject("failure")
                .put("version", text.ofNullable(failure.version()))
                .put("script", text.of(failure.script()))
                .put("line", failure.line())
                .put("sqlState", text.ofNullable(failure.sqlState()))
                .put("message", text.of(failure.message()))
                .put("remedy", text.of(failure.problem().remedy()))
                .put("attempt", failure.attempt())
                .put("at", failure.at().toString());
        return json.toString();
    }

    String of(BundleRefused refused, Instant at) {
        Problem problem = refused.problem();
        ObjectNode json = document("migration-refused", at, database() + " was not migrated: " + problem);
        json.putObject("refusal").put("cause", text.of(problem.reason())).put("remedy", text.of(problem.remedy()));
        return json.toString();
    }

    private ObjectNode document(String event, Instant at, String sentence) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("text", escaped(text.of(sentence + " (" + source.pod() + ")")))
                .put("event", event)
                .put("at", at.toString())
                .put("namespace", source.namespace())
                .put("lease", source.lease())
                .put("database", text.of(source.database()))
                .put("pod", source.pod())
                .put("leader", source.identity())
                .put("bundle", source.bundle())
                .put("deferred", source.deferred());
    }

    private String database() {
        return (source.namespace().isEmpty() ? "" : source.namespace() + ": ") + source.database();
    }

    /** As Slack requires it; otherwise a server's message could mention a channel. */
    private static String escaped(String sentence) {
        return sentence.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
