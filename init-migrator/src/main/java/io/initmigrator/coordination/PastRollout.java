package io.initmigrator.coordination;

import io.initmigrator.schema.Look;
import io.initmigrator.schema.RolloutPast;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.Standing;
import java.util.Optional;

/** A rollout that has started before doesn't put back what a newer one has replaced. */
public final class PastRollout {

    private PastRollout() {}

    /**
     * Empty where the assessment stands: {@code look} knows nothing of the rollout, or nothing newer is in its way.
     *
     * @param recorded the recorded version
     */
    public static Optional<Standing.Ahead> superseded(
            Look look, Assessment assessment, Optional<SchemaVersion> recorded) {
        RolloutPast past = of(look);
        boolean superseded = switch (assessment) {
            case Assessment.Pending pending -> past != RolloutPast.NEW && pending.isRepeatableOnly();
            case Assessment.Complete complete -> past == RolloutPast.SUPERSEDED;
            case Assessment.Misfit misfit -> false;
        };
        return superseded
                ? Optional.of(new Standing.Ahead(
                        recorded.map(SchemaVersion::text).orElse(""), true, true))
                : Optional.empty();
    }

    static RolloutPast of(Look look) {
        return look.standing() instanceof Standing.Unverified(String reason, RolloutPast past) ? past : RolloutPast.NEW;
    }
}
