package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.coordination.Activity;
import io.initmigrator.coordination.LeaseNote;
import io.initmigrator.coordination.LeaseNote.Phase;
import io.initmigrator.schema.MigrationFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link LeaseNote} as annotations. People may edit them: what makes no sense counts as not there. */
final class NoteAnnotations {

    private static final String PHASE = "init-migrator.io/phase";
    private static final String BUNDLE = "init-migrator.io/bundle";
    private static final String SCHEMA_VERSION = "init-migrator.io/schema-version";
    private static final String PROGRESS = "init-migrator.io/progress";
    private static final String ACTIVITY = "init-migrator.io/activity";
    private static final String BLOCKED_BY = "init-migrator.io/blocked-by";
    private static final String FAILURE = "init-migrator.io/failure";
    private static final String PREDECESSORS = "init-migrator.io/predecessors";

    private NoteAnnotations() {}

    static LeaseNote read(JsonNode annotations) {
        return new LeaseNote(
                Phase.of(Json.text(annotations, PHASE)),
                Json.text(annotations, BUNDLE),
                Json.text(annotations, SCHEMA_VERSION),
                activity(annotations),
                FailureJson.read(Json.text(annotations, FAILURE)),
                identities(Json.text(annotations, PREDECESSORS)));
    }

    /** Puts every annotation of ours; null for those that the note doesn't have. */
    static void write(LeaseNote note, ObjectNode annotations) {
        annotations.put(PHASE, Objects.toString(note.phase(), null));
        annotations.put(BUNDLE, note.bundle());
        annotations.put(SCHEMA_VERSION, note.schemaVersion());
        Activity activity = note.activity();
        annotations.put(PROGRESS, activity == null ? null : activity.progress());
        annotations.put(ACTIVITY, activity == null || activity.detail().isEmpty() ? null : activity.detail());
        annotations.put(BLOCKED_BY, activity == null || activity.blockedBy().isEmpty() ? null : activity.blockedBy());
        annotations.put(FAILURE, failure(note.failure()));
        annotations.put(PREDECESSORS, note.predecessors().isEmpty() ? null : String.join(",", note.predecessors()));
    }

    private static @Nullable Activity activity(JsonNode annotations) {
        String progress = Json.text(annotations, PROGRESS);
        return progress == null
                ? null
                : new Activity(
                        progress,
                        Objects.requireNonNullElse(Json.text(annotations, ACTIVITY), ""),
                        Objects.requireNonNullElse(Json.text(annotations, BLOCKED_BY), ""));
    }

    private static @Nullable String failure(@Nullable MigrationFailure failure) {
        return failure == null ? null : FailureJson.write(failure);
    }

    private static List<String> identities(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(identity -> !identity.isEmpty())
                        .toList();
    }
}
