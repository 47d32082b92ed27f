package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.core.Identity;
import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.election.Predecessors;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.schema.BoundedText;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Printable;
import io.initmigrator.schema.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Maps {@link LeaseAnnotations} to annotations. Anyone allowed to patch the Lease can edit them: invalid or oversized values
 * count as absent; informational texts are truncated.
 */
final class LeaseAnnotationsMapper {

    private static final String PHASE = "init-migrator.io/phase";
    private static final String BUNDLE = "init-migrator.io/bundle";
    private static final String SCHEMA_VERSION = "init-migrator.io/schema-version";
    private static final String PROGRESS = "init-migrator.io/progress";
    private static final String ACTIVITY = "init-migrator.io/activity";
    private static final String BLOCKED_BY = "init-migrator.io/blocked-by";
    private static final String FAILURE = "init-migrator.io/failure";
    private static final String REFUSAL = "init-migrator.io/refusal";
    private static final String DEFERRED = "init-migrator.io/deferred";
    private static final String PREDECESSORS = "init-migrator.io/predecessors";

    private static final String PREFIX = "init-migrator.io/";
    private static final int MAX_FOREIGN_BYTES = 128 * 1024;
    private static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_TEXT_LENGTH = 2_000;

    private LeaseAnnotationsMapper() {}

    static LeaseAnnotations read(JsonNode annotations) {
        return new LeaseAnnotations(
                Phase.of(Json.text(annotations, PHASE)),
                name(annotations, BUNDLE),
                name(annotations, SCHEMA_VERSION),
                activity(annotations),
                FailureJson.read(Json.text(annotations, FAILURE)),
                RefusalJson.read(Json.text(annotations, REFUSAL)),
                deferred(Json.text(annotations, DEFERRED)),
                predecessors(Json.text(annotations, PREDECESSORS)));
    }

    /** Writes every annotation of init-migrator; null for absent ones. */
    static void write(LeaseAnnotations note, ObjectNode annotations) {
        annotations.put(PHASE, Objects.toString(note.phase(), null));
        annotations.put(BUNDLE, note.bundle());
        annotations.put(SCHEMA_VERSION, note.schemaVersion());
        LeaderProgress activity = note.activity();
        annotations.put(PROGRESS, activity == null ? null : printable(activity.progress()));
        annotations.put(
                ACTIVITY, activity == null || activity.detail().isEmpty() ? null : printable(activity.detail()));
        annotations.put(
                BLOCKED_BY,
                activity == null || activity.blockedBy().isEmpty() ? null : printable(activity.blockedBy()));
        annotations.put(FAILURE, failure(note.failure()));
        annotations.put(REFUSAL, refusal(note.refusal()));
        annotations.put(DEFERRED, deferred(note.deferred()));
        List<String> predecessors = note.predecessors().identities();
        annotations.put(PREDECESSORS, predecessors.isEmpty() ? null : String.join(",", predecessors));
    }

    /** Annotations whose value {@link #read} rejected. */
    static List<String> invalid(JsonNode annotations) {
        List<String> invalid = new ArrayList<>();
        String phase = Json.text(annotations, PHASE);
        if (phase != null && Phase.of(phase) == null) {
            invalid.add(PHASE);
        }
        for (String name : List.of(BUNDLE, SCHEMA_VERSION)) {
            if (annotations.hasNonNull(name) && name(annotations, name) == null) {
                invalid.add(name);
            }
        }
        for (String name : List.of(FAILURE, REFUSAL)) {
            String json = Json.text(annotations, name);
            if (json != null && !Json.parse(json).isObject()) {
                invalid.add(name);
            }
        }
        String predecessors = Json.text(annotations, PREDECESSORS);
        if (predecessors != null
                && Arrays.stream(predecessors.split(",", -1))
                        .map(String::strip)
                        .anyMatch(identity -> !identity.isEmpty() && !Identity.isValid(identity))) {
            invalid.add(PREDECESSORS);
        }
        return invalid;
    }

    /**
     * The largest foreign annotations, as many as must be removed to make room. The API server allows 256 KiB in total.
     */
    static List<String> inTheWay(JsonNode annotations) {
        List<String> foreign = annotations.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !name.startsWith(PREFIX))
                .sorted(Comparator.comparingInt(name -> -size(annotations, name)))
                .toList();
        int total = foreign.stream().mapToInt(name -> size(annotations, name)).sum();
        List<String> inTheWay = new ArrayList<>();
        for (String name : foreign) {
            if (total <= MAX_FOREIGN_BYTES) {
                break;
            }
            total -= size(annotations, name);
            inTheWay.add(name);
        }
        return inTheWay;
    }

    private static int size(JsonNode annotations, String name) {
        return (name + annotations.path(name).asText()).getBytes(StandardCharsets.UTF_8).length;
    }

    private static @Nullable LeaderProgress activity(JsonNode annotations) {
        String progress = Json.text(annotations, PROGRESS);
        return progress == null
                ? null
                : new LeaderProgress(
                        shortened(progress),
                        shortened(Objects.requireNonNullElse(Json.text(annotations, ACTIVITY), "")),
                        shortened(Objects.requireNonNullElse(Json.text(annotations, BLOCKED_BY), "")));
    }

    private static @Nullable String name(JsonNode annotations, String key) {
        String text = Json.text(annotations, key);
        return text == null || text.length() > MAX_NAME_LENGTH ? null : text;
    }

    private static String printable(String text) {
        return shortened(Printable.line(text));
    }

    private static String shortened(String text) {
        return BoundedText.of(text, MAX_TEXT_LENGTH);
    }

    private static @Nullable String deferred(@Nullable String scripts) {
        return scripts == null ? null : shortened(scripts);
    }

    private static @Nullable String failure(@Nullable MigrationFailure failure) {
        return failure == null ? null : FailureJson.write(failure);
    }

    private static @Nullable String refusal(@Nullable Refusal refusal) {
        return refusal == null ? null : RefusalJson.write(refusal);
    }

    private static Predecessors predecessors(@Nullable String text) {
        return text == null
                ? Predecessors.NONE
                : new Predecessors(Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(Identity::isValid)
                        .toList());
    }
}
