package io.initmigrator.lint.report;

import java.util.Locale;

/** How much a finding matters, least first. */
public enum Severity {
    /** Hurts only if something else holds too, such as that the old version uses it. */
    WARNING,
    /** Hurts surely once the table is large or busy, or fails. */
    ERROR;

    /** As in reports. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
