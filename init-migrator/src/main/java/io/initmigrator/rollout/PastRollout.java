package io.initmigrator.rollout;

import io.initmigrator.migration.Assessment;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.RolloutPast;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;

/** Keeps a rollout that has started before from reverting what a newer one has replaced. */
public final class PastRollout {

    private PastRollout() {}

    /**
     * Empty if the assessment is valid: the snapshot does not know the rollout, or nothing newer was applied.
     *
     * @param recorded the recorded version
     */
    public static Optional<BundleState.Ahead> superseded(
            SchemaSnapshot snapshot, Assessment assessment, Optional<SchemaVersion> recorded) {
        RolloutPast past = of(snapshot);
        boolean superseded = switch (assessment) {
            case Assessment.Pending pending -> past != RolloutPast.NEW && pending.isRepeatableOnly();
            case Assessment.Complete complete -> past == RolloutPast.SUPERSEDED;
            case Assessment.Mismatch mismatch -> false;
        };
        return superseded
                ? Optional.of(
                        new BundleState.Ahead(recorded.map(SchemaVersion::text).orElse(""), true, true))
                : Optional.empty();
    }

    static RolloutPast of(SchemaSnapshot snapshot) {
        return snapshot.state() instanceof BundleState.Unverified(String reason, RolloutPast past)
                ? past
                : RolloutPast.NEW;
    }
}
