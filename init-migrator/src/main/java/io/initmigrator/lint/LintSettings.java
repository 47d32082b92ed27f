package io.initmigrator.lint;

import io.initmigrator.lint.report.RuleSeverities;

/**
 * Settings of a review.
 *
 * @param lockTimeout whether scripts are run with a {@code lock_timeout}
 * @param statementTimeout whether they are run with a {@code statement_timeout}
 * @param severities of the rules
 * @param postgresVersion the major version of the server; 0 if it is not known
 */
public record LintSettings(
        boolean lockTimeout, boolean statementTimeout, RuleSeverities severities, int postgresVersion) {

    /** With a lock timeout, and the rules as they are by default, on any version. */
    public static final LintSettings DEFAULT = new LintSettings(true, false, RuleSeverities.DEFAULT, 0);

    public LintSettings withPostgresVersion(int version) {
        return new LintSettings(lockTimeout, statementTimeout, severities, version);
    }

    public LintSettings withLockTimeout(boolean limited) {
        return new LintSettings(limited, statementTimeout, severities, postgresVersion);
    }

    public LintSettings withStatementTimeout(boolean limited) {
        return new LintSettings(lockTimeout, limited, severities, postgresVersion);
    }
}
