package io.initmigrator.command;

import io.initmigrator.election.LeaseRecord;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.logging.Printable;
import io.initmigrator.rollout.UnlockResult;

/** What unlocking did, and to whom, in lines for people. */
public final class UnlockText {

    private UnlockText() {}

    public static String of(UnlockResult.Freed freed) {
        String session = freed.ended()
                .map(FenceHolder::sentence)
                .map("ended "::concat)
                .orElse("the fence is free: no session holds it");
        String lease = freed.released().map(UnlockText::released).orElse("the Lease is free, or none is used");
        return Printable.line(session) + "\n" + Printable.line(lease);
    }

    private static String released(LeaseRecord lease) {
        return "released the Lease: " + lease.holder() + " held it since " + lease.acquireTime() + ", last renewed "
                + lease.renewTime() + ", by its own clock";
    }
}
