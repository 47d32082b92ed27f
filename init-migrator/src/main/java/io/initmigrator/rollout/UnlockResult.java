package io.initmigrator.rollout;

import io.initmigrator.election.LeaseRecord;
import io.initmigrator.fence.FenceHolder;
import java.util.Optional;

/** What came of unlocking. */
public sealed interface UnlockResult {

    /**
     * Nothing holds it any more.
     *
     * @param ended the session that was ended; empty where none held the fence
     * @param released the Lease as it was held; empty where nobody held it, or none is used
     */
    record Freed(Optional<FenceHolder> ended, Optional<LeaseRecord> released) implements UnlockResult {}

    /** Nothing was changed, or not all of it; {@code reason} says who is in the way and why. */
    record Refused(String reason) implements UnlockResult {}
}
