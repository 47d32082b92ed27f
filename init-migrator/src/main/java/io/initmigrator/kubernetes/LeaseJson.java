package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.core.Identity;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.LeaseTiming;
import io.initmigrator.schema.BoundedText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON of the Lease; {@code spec} as written by client-go. */
final class LeaseJson {

    private LeaseJson() {}

    /** Reads any Lease, even with an empty or missing {@code spec}. Values out of bounds count as absent. */
    static LeaseRecord read(JsonNode lease) {
        JsonNode metadata = lease.path("metadata");
        JsonNode spec = lease.path("spec");
        return new LeaseRecord(
                metadata.path("uid").asText(),
                metadata.path("resourceVersion").asText(),
                BoundedText.of(spec.path("holderIdentity").asText(""), Identity.MAX_LENGTH),
                duration(spec.path("leaseDurationSeconds")),
                Json.instant(spec, "acquireTime"),
                Json.instant(spec, "renewTime"),
                Json.number(spec, "leaseTransitions", 0, Integer.MAX_VALUE),
                LeaseAnnotationsMapper.read(metadata.path("annotations")));
    }

    /** Fields that {@link #read} rejected; the next write replaces them. */
    static List<String> invalidFields(JsonNode lease) {
        List<String> invalid = new ArrayList<>();
        JsonNode spec = lease.path("spec");
        String holder = spec.path("holderIdentity").asText("");
        if (!holder.isEmpty() && !Identity.isValid(holder)) {
            invalid.add("spec.holderIdentity");
        }
        JsonNode duration = spec.path("leaseDurationSeconds");
        if (isThere(duration) && duration(duration).isZero()) {
            invalid.add("spec.leaseDurationSeconds");
        }
        JsonNode transitions = spec.path("leaseTransitions");
        if (isThere(transitions) && !(transitions.canConvertToInt() && transitions.intValue() >= 0)) {
            invalid.add("spec.leaseTransitions");
        }
        for (String time : List.of("acquireTime", "renewTime")) {
            if (isThere(spec.path(time)) && Json.instant(spec, time) == null) {
                invalid.add("spec." + time);
            }
        }
        invalid.addAll(LeaseAnnotationsMapper.invalid(lease.path("metadata").path("annotations")));
        return invalid;
    }

    private static boolean isThere(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    private static Duration duration(JsonNode seconds) {
        boolean valid = seconds.canConvertToInt()
                && seconds.intValue() > 0
                && seconds.intValue() <= LeaseTiming.MAX_LEASE_DURATION.toSeconds();
        return valid ? Duration.ofSeconds(seconds.intValue()) : Duration.ZERO;
    }

    static String creation(String name, LeaseRecord lease) {
        var json = Json.object().put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
        var metadata = json.putObject("metadata").put("name", name);
        LeaseAnnotationsMapper.write(lease.annotations(), metadata.putObject("annotations"));
        write(lease, json.putObject("spec"));
        return Json.withoutNulls(json).toString();
    }

    /** Updates our fields at the resource version of {@code lease}; null removes a field. */
    static String mergePatch(LeaseRecord lease) {
        return mergePatch(lease, List.of());
    }

    /** Removes {@code foreign} annotations too. */
    static String mergePatch(LeaseRecord lease, List<String> foreign) {
        var json = Json.object();
        var metadata = json.putObject("metadata").put("resourceVersion", lease.resourceVersion());
        var annotations = metadata.putObject("annotations");
        foreign.forEach(annotations::putNull);
        LeaseAnnotationsMapper.write(lease.annotations(), annotations);
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

    /** The API server rejects zero. */
    private static @Nullable Integer seconds(Duration duration) {
        return duration.isZero() ? null : Math.max(1, Math.toIntExact(duration.toSeconds()));
    }

    private static @Nullable String microTime(@Nullable Instant time) {
        return time == null ? null : Json.microTime(time);
    }
}
