package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.fence.Fence;

/** What a leader does once it has the fence. */
interface LeaderTask {

    Outcome runHolding(Fence fence) throws InterruptedException;

    /** Whether it has come so far that the loss of the session is the loss of work. */
    boolean hasBegun();

    /** What it means for the schema, and for the next start, where the session is lost now. */
    default String consequence() {
        return Outcome.LeadershipLost.NOTHING_HALF_DONE;
    }
}
