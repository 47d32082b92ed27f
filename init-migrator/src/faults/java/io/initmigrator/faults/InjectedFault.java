package io.initmigrator.faults;

import io.initmigrator.faults.EventLog.Entry;

/** Records an injected fault: its time and its process. */
record InjectedFault(long at, String process) {

    InjectedFault(long at, PodSlot victim) {
        this(at, victim.current());
    }

    /** Checks whether the entry is the log line {@code sign} of another process after the fault, which proves the takeover. */
    boolean isFollowedBy(Entry entry, LogPattern sign) {
        return entry.at() > at && !entry.process().equals(process) && entry.says(sign);
    }
}
