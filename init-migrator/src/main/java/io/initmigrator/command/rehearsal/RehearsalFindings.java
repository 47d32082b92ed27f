package io.initmigrator.command.rehearsal;

import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.report.RelationLock;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.schema.ScriptDirectives;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a rehearsal and the review of the script disagree. Locks are compared for the whole script, and only if all of it ran in a
 * transaction; rewrites for each statement that was found in the script.
 */
public final class RehearsalFindings {

    /** Rules whose findings say that a relation gets a new file, or that an index is built, perhaps under an old name. */
    private static final Set<Rule> REWRITES = Set.of(
            Rule.TABLE_REWRITE,
            Rule.INDEX_REWRITE,
            Rule.TRUNCATE,
            Rule.CONSTRAINT_WITHOUT_INDEX,
            Rule.INDEX_WITHOUT_CONCURRENTLY,
            Rule.REINDEX_WITHOUT_CONCURRENTLY,
            Rule.REFRESH_WITHOUT_CONCURRENTLY);

    private final ScriptReview review;
    private final RehearsedScript script;
    private final List<String> lines;
    private final List<Finding> findings = new ArrayList<>();

    private RehearsalFindings(ScriptReview review, RehearsedScript script, String text) {
        this.review = review;
        this.script = script;
        this.lines = text.lines().toList();
    }

    /**
     * Returns the disagreements in the order of their lines.
     *
     * @param script which succeeded
     * @param text of the script
     */
    public static List<Finding> of(ScriptReview review, RehearsedScript script, String text) {
        RehearsalFindings comparison = new RehearsalFindings(review, script, text);
        if (script.statements().stream().allMatch(StatementMeasurement::transactional)) {
            comparison.compareLocks();
        }
        comparison.compareRewrites();
        return comparison.findings.stream()
                .sorted(Comparator.comparingInt(Finding::line))
                .toList();
    }

    private void compareLocks() {
        Map<MeasuredRelation, LockMode> measured = new LinkedHashMap<>();
        script.statements()
                .forEach(statement -> statement.locks().forEach((relation, mode) -> {
                    LockMode before = measured.merge(relation, mode, LockMode::orStronger);
                    if (before == mode && mode.blocksWrites() && !isPlanned(relation, mode)) {
                        add(
                                Rule.UNPREDICTED_LOCK,
                                statement.line(),
                                "takes " + mode + " on " + relation + ", which the plan does not list",
                                "expect " + (mode.blocksReads() ? "reads and writes" : "writes") + " of " + relation
                                        + " to wait; report the statement, so that the plan lists it");
                    }
                }));
        review.statements()
                .forEach(effect -> effect.locks().stream()
                        .filter(lock -> lock.mode().blocksWrites())
                        .forEach(lock -> confirm(lock, effect.line(), measured)));
    }

    private boolean isPlanned(MeasuredRelation relation, LockMode mode) {
        return review.statements().stream()
                .flatMap(effect -> effect.locks().stream())
                .anyMatch(lock ->
                        relation.isCalled(lock.relation()) && lock.mode().compareTo(mode) >= 0);
    }

    /** Compares only tables and views that were there before. */
    private void confirm(RelationLock lock, int line, Map<MeasuredRelation, LockMode> measured) {
        script.before().stream()
                .filter(relation -> relation.isCalled(lock.relation()))
                .filter(relation -> {
                    LockMode taken = measured.get(relation);
                    return taken == null || taken.compareTo(lock.mode()) < 0;
                })
                .findFirst()
                .ifPresent(relation -> add(
                        Rule.UNCONFIRMED_LOCK,
                        line,
                        "the plan lists " + lock + "; the rehearsal measured "
                                + (measured.containsKey(relation) ? measured.get(relation) : "no lock"),
                        "check whether the statement depends on data that the scratch database lacks"));
    }

    private void compareRewrites() {
        List<StatementMeasurement> statements = script.statements();
        for (int i = 0; i < statements.size(); i++) {
            StatementMeasurement statement = statements.get(i);
            int next = i + 1 < statements.size() ? statements.get(i + 1).line() : Integer.MAX_VALUE;
            if (statement.line() == 0 || next == 0) {
                continue;
            }
            compareRewrites(statement, i == 0 ? 1 : statements.get(i - 1).line(), Math.max(next, statement.line() + 1));
        }
    }

    private void compareRewrites(StatementMeasurement statement, int previous, int end) {
        List<MeasuredRelation> files = new ArrayList<>(statement.rewritten());
        files.addAll(statement.rebuilt());
        List<Finding> planned = review.findings().stream()
                .filter(finding -> REWRITES.contains(finding.rule()))
                .filter(finding -> finding.line() >= statement.line() && finding.line() < end)
                .toList();
        if (!files.isEmpty() && planned.isEmpty() && !isSuppressed(previous, end)) {
            String names = String.join(
                    ", ", files.stream().map(MeasuredRelation::toString).toList());
            add(
                    Rule.UNPREDICTED_REWRITE,
                    statement.line(),
                    "rewrites " + names + ", which the plan does not report",
                    "expect " + names + " to be locked while all of it is written; report the statement");
        } else if (files.isEmpty()) {
            planned.stream()
                    .filter(finding -> finding.rule() == Rule.TABLE_REWRITE)
                    .forEach(finding -> add(
                            Rule.UNCONFIRMED_REWRITE,
                            finding.line(),
                            "the plan reports a rewrite; the rehearsal measured none",
                            "check whether types, functions and time zone of the scratch database are those of"
                                    + " the migrated one"));
        }
    }

    /** Returns whether a comment there suppresses rules: the review then lacks findings. */
    private boolean isSuppressed(int from, int end) {
        return lines.subList(Math.min(from - 1, lines.size()), Math.min(end, lines.size())).stream()
                .anyMatch(RehearsalFindings::isSuppressing);
    }

    private static boolean isSuppressing(String line) {
        int comment = line.indexOf("--");
        return comment >= 0
                && ScriptDirectives.comment(1, line.substring(comment))
                        .filter(directives -> !directives.ignoredRules().isEmpty())
                        .isPresent();
    }

    private void add(Rule rule, int line, String reason, String remedy) {
        rule.severity()
                .ifPresent(severity -> findings.add(new Finding(rule, severity, Math.max(1, line), 1, reason, remedy)));
    }
}
