package io.initmigrator.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.command.StatusReport.Schema;
import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.kubernetes.FailureJson;
import io.initmigrator.kubernetes.RefusalJson;
import io.initmigrator.migration.PendingMigrations.PendingScript;
import io.initmigrator.schema.DriftedObject;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Refusal;
import io.initmigrator.schema.SchemaDrift;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The status as one JSON object: {@code bundle}, {@code schema} and {@code lease}. A part that could not be read is an
 * object with {@code error} alone; a value that does not exist is null.
 */
final class StatusJson {

    private StatusJson() {}

    static String of(StatusReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("bundle")
                .put("digest", report.bundle().digest())
                .put("files", report.bundle().files())
                .put("location", report.bundle().location());
        Schema schema = report.schema().value();
        if (schema == null) {
            json.putObject("schema").put("error", report.schema().error());
        } else {
            schema(schema, json.putObject("schema"));
        }
        Optional<LeaseRecord> lease = report.lease().value();
        if (lease == null) {
            json.putObject("lease").put("error", report.lease().error());
        } else if (lease.isEmpty()) {
            json.putNull("lease");
        } else {
            lease(lease.get(), json.putObject("lease"));
        }
        return json.toPrettyString();
    }

    private static void schema(Schema schema, ObjectNode json) {
        json.put("current", schema.isCurrent())
                .put("required", schema.backlog().requiredVersion())
                .put("recorded", schema.backlog().recordedVersion())
                .put("mismatch", schema.mismatch().map(Problem::toString).orElse(null));
        scripts(schema.backlog().pending(), json.putArray("pending"));
        scripts(schema.backlog().deferred(), json.putArray("deferred"));
        schema.invalidIndexes().forEach(json.putArray("invalidIndexes")::add);
        ObjectNode fence = json.putObject("fence")
                .put("key", Long.toString(schema.fence().key()))
                .put("holderQuery", schema.fence().holderQuery());
        schema.fenceHolder()
                .ifPresentOrElse(
                        holder -> fence.putObject("holder")
                                .put("pid", holder.pid())
                                .put("applicationName", holder.applicationName())
                                .put("description", holder.description()),
                        () -> fence.putNull("holder"));
        schema.drift().ifPresentOrElse(drift -> drift(drift, json.putObject("drift")), () -> json.putNull("drift"));
    }

    private static void drift(SchemaDrift drift, ObjectNode json) {
        switch (drift) {
            case SchemaDrift.Unknown(Problem problem) -> json.put("error", problem.toString());
            case SchemaDrift.Compared compared -> {
                json.put("version", compared.version())
                        .put("recordedAt", compared.recordedAt().toString())
                        .put("namesOnly", compared.namesOnly());
                ArrayNode objects = json.putArray("objects");
                for (DriftedObject object : compared.objects()) {
                    objects.addObject()
                            .put("change", object.change().toString())
                            .put("kind", object.kind())
                            .put("name", object.name());
                }
            }
        }
    }

    private static void scripts(List<PendingScript> scripts, ArrayNode json) {
        for (PendingScript script : scripts) {
            json.addObject()
                    .put("script", script.script())
                    .put("version", script.version())
                    .put("inTransaction", script.inTransaction());
        }
    }

    private static void lease(LeaseRecord lease, ObjectNode json) {
        LeaseAnnotations annotations = lease.annotations();
        json.put("holder", lease.isHeld() ? lease.holder() : null)
                .put("durationSeconds", lease.duration().toSeconds())
                .put("acquireTime", text(lease.acquireTime()))
                .put("renewTime", text(lease.renewTime()))
                .put("transitions", lease.transitions())
                .put("phase", text(annotations.phase()))
                .put("bundle", annotations.bundle())
                .put("schemaVersion", annotations.schemaVersion())
                .put("deferred", annotations.deferred());
        activity(annotations.activity(), json);
        MigrationFailure failure = annotations.failure();
        json.set("failure", failure == null ? json.nullNode() : FailureJson.of(failure));
        Refusal refusal = annotations.refusal();
        json.set("refusal", refusal == null ? json.nullNode() : RefusalJson.of(refusal));
    }

    private static void activity(@Nullable LeaderProgress activity, ObjectNode json) {
        json.put("progress", activity == null ? null : activity.progress())
                .put("activity", activity == null ? null : emptyToNull(activity.detail()))
                .put("blockedBy", activity == null ? null : emptyToNull(activity.blockedBy()));
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
