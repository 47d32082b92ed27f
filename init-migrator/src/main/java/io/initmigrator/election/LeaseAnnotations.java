package io.initmigrator.election;

import io.initmigrator.event.LeaderProgress;
import io.initmigrator.schema.MigrationFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the leader tells its siblings and people, in annotations of the Lease.
 *
 * @param phase null where nothing was said yet or the last leader ended without a verdict
 * @param bundle digest of the bundle the phase speaks of
 * @param schemaVersion the recorded version
 * @param activity what the leader does, or the last one did; null where nothing was said
 * @param failure set in phase {@link Phase#FAILED}
 * @param predecessors identities of earlier leaders whose session may still hold the fence, oldest first. Nobody
 *     clears it: one that was paused may take the fence any time it is free
 */
public record LeaseAnnotations(
        @Nullable Phase phase,
        @Nullable String bundle,
        @Nullable String schemaVersion,
        @Nullable LeaderProgress activity,
        @Nullable MigrationFailure failure,
        List<String> predecessors) {

    /** A Lease on which nobody has written yet. */
    public static final LeaseAnnotations EMPTY = new LeaseAnnotations(null, null, null, null, null, List.of());

    public LeaseAnnotations {
        predecessors = List.copyOf(predecessors);
    }

    /** As written in {@code init-migrator.io/phase}. */
    public enum Phase {
        MIGRATING("Migrating"),
        SUCCEEDED("Succeeded"),
        FAILED("Failed");

        private final String text;

        Phase(String text) {
            this.text = text;
        }

        public static @Nullable Phase of(@Nullable String text) {
            for (Phase phase : values()) {
                if (phase.text.equals(text)) {
                    return phase;
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
