package io.initmigrator.faults;

/** Identifies the log lines of a process that mark a change of its state. */
enum LogPattern {
    ELECTED("Elected leader"),
    MIGRATING("Migration started"),
    WAITING("Waiting for leader"),
    RETRYING("Rerunning interrupted script");

    private final String words;

    LogPattern(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
