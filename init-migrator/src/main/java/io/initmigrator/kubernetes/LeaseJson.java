package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.coordination.LeaseRecord;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The Lease as the API server has it; {@code spec} as client-go fills it. */
final class LeaseJson {

    private LeaseJson() {}

    /** Reads any Lease, also one with an empty or missing {@code spec}. */
    static LeaseRecord read(JsonNode lease) {
        JsonNode metadata = lease.path("metadata");
        JsonNode spec = lease.path("spec");
        return new LeaseRecord(
                metadata.path("resourceVersion").asText(),
                spec.path("holderIdentity").asText(""),
                Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong()),
                Json.instant(spec, "acquireTime"),
                Json.instant(spec, "renewTime"),
                spec.path("leaseTransitions").asInt(),
                NoteAnnotations.read(metadata.path("annotations")));
    }

    static String creation(String name, LeaseRecord lease) {
        var json = Json.object().put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
        var metadata = json.putObject("metadata").put("name", name);
        NoteAnnotations.write(lease.note(), metadata.putObject("annotations"));
        write(lease, json.putObject("spec"));
        return Json.withoutNulls(json).toString();
    }

    /** Changes what is ours in the version that {@code lease} was made for; a null takes away. */
    static String mergePatch(LeaseRecord lease) {
        var json = Json.object();
        var metadata = json.putObject("metadata").put("resourceVersion", lease.resourceVersion());
        NoteAnnotations.write(lease.note(), metadata.putObject("annotations"));
        write(lease, json.putObject("spec"));
        return json.toString();
    }

    private static void write(LeaseRecord lease, ObjectNode spec) {
        spec.put("holderIdentity", lease.holder());
        spec.put("leaseDurationSeconds", seconds(lease.duration()));
        spec.put("acquireTime", microTime(lease.acquireTime()));
        spec.put("renewTime", microTime(lease.renewTime()));
        spec.put("leaseTransitions", lease.transitions());
    }

    /** The API server refuses a zero. */
    private static @Nullable Integer seconds(Duration duration) {
        return duration.isZero() ? null : Math.max(1, Math.toIntExact(duration.toSeconds()));
    }

    private static @Nullable String microTime(@Nullable Instant time) {
        return time == null ? null : Json.microTime(time);
    }
}
