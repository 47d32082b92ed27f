package io.initmigrator.rollout;

import io.initmigrator.election.LeaseRecord;
import io.initmigrator.fence.FenceHolder;
import java.util.Optional;

/** Result of an unlock. */
public sealed interface UnlockResult {

    /**
     * Neither the advisory lock nor the Lease is held.
     *
     * @param ended the session that was terminated; empty if none held the fence
     * @param released the Lease before its release; empty if it was not held or none is used
     */
    record Freed(Optional<FenceHolder> ended, Optional<LeaseRecord> released) implements UnlockResult {}

    /** Refused or incomplete; {@code reason} names the holder and the cause. */
    record Refused(String reason) implements UnlockResult {}
}
