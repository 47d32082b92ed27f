package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.fence.Fence;

/** Work of a leader that holds the fence. */
interface LeaderTask {

    Outcome runHolding(Fence fence) throws InterruptedException;

    /** True once losing the session would lose work. */
    boolean hasBegun();

    /** Consequence for the schema and for the next start if the session is lost now. */
    default String consequence() {
        return Outcome.LeadershipLost.NOTHING_PARTIAL;
    }
}
