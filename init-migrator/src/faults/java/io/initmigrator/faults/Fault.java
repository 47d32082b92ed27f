package io.initmigrator.faults;

/**
 * One kind of fault.
 *
 * @param name as a person says it
 * @param key for the command line, and part of the names of databases and Leases
 * @param needs what must be there besides PostgreSQL and a Kubernetes API
 */
record Fault(String key, String name, Need needs, Setup setup, FaultInjection strike, TakeoverThresholds bars) {

    @Override
    public String toString() {
        return name;
    }

    enum Need {
        NOTHING,
        /** a C compiler */
        WRONG_CLOCKS,
        /** an API that answers badly when it is told to */
        MOCK_API,
        /** no other round at the same time, since it strikes them all */
        TO_BE_ALONE
    }
}
