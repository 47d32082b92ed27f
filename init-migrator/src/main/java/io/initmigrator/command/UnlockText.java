package io.initmigrator.command;

import io.initmigrator.election.LeaseRecord;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.rollout.UnlockResult;
import io.initmigrator.schema.Printable;

/** The terminated session and the released Lease, a line each. */
final class UnlockText {

    private UnlockText() {}

    static String of(UnlockResult.Freed freed) {
        String session = freed.ended()
                .map(FenceHolder::sentence)
                .map("terminated "::concat)
                .orElse("no session holds the advisory lock");
        String lease = freed.released().map(UnlockText::released).orElse("the Lease has no holder, or none is used");
        return Printable.line(session) + "\n" + Printable.line(lease);
    }

    private static String released(LeaseRecord lease) {
        return "released the Lease: " + lease.holder() + " had held it since " + lease.acquireTime() + ", last renewed "
                + lease.renewTime() + " (by its own clock)";
    }
}
