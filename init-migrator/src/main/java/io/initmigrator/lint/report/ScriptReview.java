package io.initmigrator.lint.report;

import java.util.List;

/**
 * Statements and findings of one script.
 *
 * @param transactional whether PostgreSQL lets all of it run in one transaction
 * @param findings in the order of their lines
 */
public record ScriptReview(
        String script, boolean transactional, List<StatementEffect> statements, List<Finding> findings) {

    public ScriptReview {
        statements = List.copyOf(statements);
        findings = List.copyOf(findings);
    }
}
