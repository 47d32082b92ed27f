package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.TableSize;
import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.report.RuleSeverities;
import io.initmigrator.lint.report.Severity;
import io.initmigrator.lint.sql.Place;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.SuppressionComments;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The findings in one script so far. */
public final class Findings {

    /** Rules whose harm grows with the table; on a large one, all of them are errors. */
    private static final Set<Rule> GROWING = Set.of(
            Rule.TABLE_REWRITE,
            Rule.INDEX_REWRITE,
            Rule.SET_NOT_NULL,
            Rule.CONSTRAINT_WITHOUT_NOT_VALID,
            Rule.CONSTRAINT_WITHOUT_INDEX,
            Rule.INDEX_WITHOUT_CONCURRENTLY,
            Rule.VALIDATE_IN_SAME_TRANSACTION,
            Rule.WHOLE_TABLE_WRITE);

    /** Rules about pods of the old version, which are gone when a deferred script runs. */
    private static final Set<Rule> OF_OLD_VERSION = Set.of(
            Rule.CHANGED_TYPE,
            Rule.BAN_DROP_NOT_NULL,
            Rule.REQUIRED_COLUMN,
            Rule.DROPPED_DEFAULT,
            Rule.IDENTITY_ALWAYS,
            Rule.RENAMED_ENUM_VALUE,
            Rule.DROPPED_COLUMN,
            Rule.DROPPED_TABLE,
            Rule.RENAMED_COLUMN,
            Rule.RENAMED_TABLE,
            Rule.RENAMED_SCHEMA);

    private static final String PREVENTED =
            "; the script is declared after-rollout, but has to run before a later one that is not";

    private record LocatedFinding(Finding finding, int statementLine) {}

    private final RuleSeverities severities;
    private final RunTime runTime;
    private final List<LocatedFinding> found = new ArrayList<>();
    private Place statement = new Place(1, 1);
    private int firstOfStatement;
    private String condition = "";
    private @Nullable TableSize size;

    public Findings(RuleSeverities severities, RunTime runTime) {
        this.severities = severities;
        this.runTime = runTime;
    }

    /** The time at which a script runs. */
    public enum RunTime {
        DURING_ROLLOUT,
        AFTER_ROLLOUT,
        /** Declared to run after it, which a later script prevents. */
        PREVENTED
    }

    boolean isDeclaredAfterRollout() {
        return runTime != RunTime.DURING_ROLLOUT;
    }

    /** Goes on to {@code next}, of which everything is that is added from now on. */
    public void enter(Statement next) {
        enter(next.place());
        firstOfStatement = found.size();
    }

    void enter(Place newStatement) {
        statement = newStatement;
        condition = "";
    }

    /** Makes warnings of errors from now on, as they hold only under {@code newCondition}; empty for without condition. */
    public void onlyIf(String newCondition) {
        condition = newCondition;
    }

    /** The place of the present statement. */
    Place statement() {
        return statement;
    }

    /** The size of the table that findings are about from now on; null if it is not known. */
    void ofSize(@Nullable TableSize newSize) {
        size = newSize;
    }

    void add(Rule rule, String reason, String remedy) {
        add(rule, statement, reason, remedy);
    }

    void add(Rule rule, Place at, String reason, String remedy) {
        boolean ofOldVersion = OF_OLD_VERSION.contains(rule);
        Optional<Severity> severity =
                ofOldVersion && runTime == RunTime.AFTER_ROLLOUT ? Optional.empty() : severities.of(rule);
        if (severity.isPresent()) {
            TableSize grown = GROWING.contains(rule) ? size : null;
            Severity usual = grown != null && grown.isLarge() ? Severity.ERROR : severity.get();
            Severity certain = condition.isEmpty() ? usual : Severity.WARNING;
            String measured = grown != null && grown.isNoticeable() ? " (" + grown + ")" : "";
            String prevented = ofOldVersion && runTime == RunTime.PREVENTED ? PREVENTED : "";
            Finding finding = new Finding(
                    rule, certain, at.line(), at.column(), reason + measured + condition + prevented, remedy);
            found.add(new LocatedFinding(finding, statement.line()));
        }
    }

    /** Returns whether the present statement, as far as it is checked, works on all rows of a table under a lock. */
    boolean hasWorkUnderLock() {
        return ofStatement().stream().anyMatch(GROWING::contains);
    }

    /** The rules that the present statement has broken so far. */
    Set<Rule> ofStatement() {
        return found.subList(firstOfStatement, found.size()).stream()
                .map(each -> each.finding().rule())
                .collect(Collectors.toSet());
    }

    /** All that no comment suppresses, on its own line or where its statement begins; and the comments of no use. */
    public List<Finding> without(SuppressionComments suppressions) {
        List<LocatedFinding> left = new ArrayList<>(
                found.stream().filter(each -> !suppress(each, suppressions)).toList());
        suppressions.unused().forEach(each -> reportUnused(each, left));
        return left.stream()
                .map(LocatedFinding::finding)
                .sorted(Comparator.comparingInt(Finding::line))
                .toList();
    }

    /** Marks the comments that suppress the finding as used; false if there is none. */
    private static boolean suppress(LocatedFinding located, SuppressionComments suppressions) {
        Rule rule = located.finding().rule();
        List<String> names = new ArrayList<>(rule.aliases());
        names.add(rule.toString());
        boolean onLine = suppressions.cover(names, located.finding().line());
        boolean onStatement = suppressions.cover(names, located.statementLine());
        return onLine || onStatement;
    }

    private void reportUnused(SuppressionComments.Suppression suppression, List<LocatedFinding> to) {
        String name = suppression.rule();
        boolean off = Rule.named(name).flatMap(severities::of).isEmpty();
        Optional<Severity> severity = severities.of(Rule.UNUSED_IGNORE);
        if (severity.isEmpty() || (Rule.exists(name) && off)) {
            return;
        }
        String reason = Rule.exists(name)
                ? "ignore=" + name + " suppresses nothing on this line or the next"
                : "ignore=" + name + " names a rule that does not exist"
                        + Rule.nearest(name).map(near -> " (" + near + "?)").orElse("");
        Finding finding = new Finding(
                Rule.UNUSED_IGNORE, severity.get(), suppression.line(), 1, reason, "correct the name, or remove it");
        to.add(new LocatedFinding(finding, suppression.line()));
    }
}
