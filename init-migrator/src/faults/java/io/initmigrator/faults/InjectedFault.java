package io.initmigrator.faults;

import io.initmigrator.faults.EventLog.Entry;

/** What was done, and to which process. */
record InjectedFault(long at, String process) {

    InjectedFault(long at, PodSlot victim) {
        this(at, victim.current());
    }

    /** Whether it tells that somebody else has taken over. */
    boolean isFollowedBy(Entry entry, LogPattern sign) {
        return entry.at() > at && !entry.process().equals(process) && entry.says(sign);
    }
}
