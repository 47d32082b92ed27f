package io.initmigrator.lint.report;

import java.util.Locale;

/** PostgreSQL's table-level locks, weakest first. */
public enum LockMode {
    ACCESS_SHARE,
    ROW_SHARE,
    ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    EXCLUSIVE,
    ACCESS_EXCLUSIVE;

    /** Returns whether an application's INSERT, UPDATE and DELETE wait for it. */
    public boolean blocksWrites() {
        return compareTo(SHARE) >= 0;
    }

    /** Returns whether even its SELECT waits for it. */
    public boolean blocksReads() {
        return this == ACCESS_EXCLUSIVE;
    }

    /** As in {@code LOCK TABLE … IN … MODE}; what isn't known counts as the default. */
    public static LockMode of(String words) {
        String name = words.replace(' ', '_').toUpperCase(Locale.ROOT);
        for (LockMode mode : values()) {
            if (mode.name().equals(name)) {
                return mode;
            }
        }
        return ACCESS_EXCLUSIVE;
    }

    public LockMode orStronger(LockMode other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** As PostgreSQL writes it: {@code ACCESS EXCLUSIVE}. */
    @Override
    public String toString() {
        return name().replace('_', ' ');
    }
}
