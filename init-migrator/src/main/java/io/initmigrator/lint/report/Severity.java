package io.initmigrator.lint.report;

/** How much a finding matters, least first. */
public enum Severity {
    /** Hurts only if something else holds too, such as that the old version uses it. */
    WARNING,
    /** Hurts surely once the table is large or busy, or fails. */
    ERROR
}
