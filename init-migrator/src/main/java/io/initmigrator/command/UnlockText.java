package io.initmigrator.command;

import io.initmigrator.coordination.FenceHolder;
import io.initmigrator.coordination.LeaseRecord;
import io.initmigrator.coordination.Unlocked;
import io.initmigrator.report.Printable;

/** What unlocking did, and to whom, in lines for people. */
public final class UnlockText {

    private UnlockText() {}

    public static String of(Unlocked.Freed freed) {
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
