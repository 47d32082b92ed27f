package io.initmigrator.postgres;

import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.Session;

/** Takes the fence in tests. */
public final class Fences {

    private Fences() {}

    /** Takes the fence, which must be free. */
    public static PostgresFence taken(Session session) {
        if (session.tryFence() instanceof FenceAttempt.Taken(PostgresFence fence)) {
            return fence;
        }
        throw new AssertionError("the fence is already held");
    }
}
