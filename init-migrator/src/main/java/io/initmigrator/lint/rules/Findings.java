package io.initmigrator.lint.rules;

import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.SuppressionComments;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was found in one script so far. */
public final class Findings {

    private record LocatedFinding(Finding finding, int statementLine) {}

    private final List<LocatedFinding> found = new ArrayList<>();
    private int statementLine;

    /** What is added from now on is of the statement that begins on {@code line}. */
    public void enter(int line) {
        statementLine = line;
    }

    int statementLine() {
        return statementLine;
    }

    public void add(Rule rule, String reason, String remedy) {
        add(rule, statementLine, reason, remedy);
    }

    public void add(Rule rule, int line, String reason, String remedy) {
        found.add(new LocatedFinding(new Finding(rule, line, reason, remedy), statementLine));
    }

    /** All that no comment asks to ignore, on its own line or where its statement begins. */
    public List<Finding> without(SuppressionComments ignores) {
        return found.stream()
                .filter(each -> !ignores.covers(
                        each.finding().rule().toString(), each.finding().line()))
                .filter(each -> !ignores.covers(each.finding().rule().toString(), each.statementLine()))
                .map(LocatedFinding::finding)
                .sorted(Comparator.comparingInt(Finding::line))
                .toList();
    }
}
