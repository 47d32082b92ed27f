package io.initmigrator.faults;

import io.initmigrator.faults.Chronicle.Entry;

/** What was done, and to which process. */
record Blow(long at, String process) {

    Blow(long at, Slot victim) {
        this(at, victim.current());
    }

    /** Whether it tells that somebody else has taken over. */
    boolean isFollowedBy(Entry entry, Sign sign) {
        return entry.at() > at && !entry.process().equals(process) && entry.says(sign);
    }
}
