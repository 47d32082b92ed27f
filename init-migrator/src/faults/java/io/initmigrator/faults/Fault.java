package io.initmigrator.faults;

import java.time.Duration;

/**
 * Defines one kind of fault.
 *
 * @param key for the command line, and part of the names of databases and Leases
 * @param name for output
 * @param needs requirements besides PostgreSQL and a Kubernetes API
 */
record Fault(String key, String name, Need needs, Setup setup, FaultInjection strike, TakeoverThresholds thresholds) {

    Fault withLease(Duration duration) {
        return new Fault(key, name, needs, setup.withLease(duration), strike, thresholds);
    }

    @Override
    public String toString() {
        return name;
    }

    enum Need {
        NOTHING,
        /** a C compiler */
        WRONG_CLOCKS,
        /** an API that returns errors on demand */
        MOCK_API,
        /** no other round at the same time, because it would affect all of them */
        TO_BE_ALONE
    }
}
