package io.initmigrator.election;

import io.initmigrator.event.LeaderProgress;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * State that the leader publishes to followers and operators in annotations of the Lease.
 *
 * @param phase null if none was written yet, or the last leader ended without an outcome
 * @param bundle digest of the bundle that the phase refers to
 * @param schemaVersion the recorded version
 * @param activity progress of the leader, or of the last one; null if none was written
 * @param failure set in phase {@link Phase#FAILED}
 * @param refusal set in phase {@link Phase#REFUSED}
 * @param deferred scripts that the last leader of an applied bundle deferred, separated by a comma; null for none
 * @param predecessors earlier leaders of this Lease
 */
public record LeaseAnnotations(
        @Nullable Phase phase,
        @Nullable String bundle,
        @Nullable String schemaVersion,
        @Nullable LeaderProgress activity,
        @Nullable MigrationFailure failure,
        @Nullable Refusal refusal,
        @Nullable String deferred,
        Predecessors predecessors) {

    /** Annotations of a Lease without any. */
    public static final LeaseAnnotations EMPTY = new LeaseAnnotations(null, null, null, null, null, Predecessors.NONE);

    /** Annotations without a refusal, where nothing is deferred. */
    public LeaseAnnotations(
            @Nullable Phase phase,
            @Nullable String bundle,
            @Nullable String schemaVersion,
            @Nullable LeaderProgress activity,
            @Nullable MigrationFailure failure,
            Predecessors predecessors) {
        this(phase, bundle, schemaVersion, activity, failure, null, null, predecessors);
    }

    /** Annotations where nothing is deferred. */
    public LeaseAnnotations(
            @Nullable Phase phase,
            @Nullable String bundle,
            @Nullable String schemaVersion,
            @Nullable LeaderProgress activity,
            @Nullable MigrationFailure failure,
            @Nullable Refusal refusal,
            Predecessors predecessors) {
        this(phase, bundle, schemaVersion, activity, failure, refusal, null, predecessors);
    }

    /** True if the last leader refused {@code bundle}. */
    boolean hasRefused(String bundle) {
        return phase == Phase.REFUSED && bundle.equals(this.bundle);
    }

    /** As written in {@code init-migrator.io/phase}. */
    public enum Phase {
        MIGRATING("Migrating"),
        SUCCEEDED("Succeeded"),
        FAILED("Failed"),
        /** Schema and bundle do not match; nothing was run. */
        REFUSED("Refused");

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
