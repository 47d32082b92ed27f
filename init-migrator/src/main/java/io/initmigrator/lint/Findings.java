package io.initmigrator.lint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was found in one script so far. */
final class Findings {

    private record Found(Finding finding, int statementLine) {}

    private final List<Found> found = new ArrayList<>();
    private int statementLine;

    /** What is added from now on is of the statement that begins on {@code line}. */
    void enter(int line) {
        statementLine = line;
    }

    int statementLine() {
        return statementLine;
    }

    void add(Rule rule, String reason, String remedy) {
        add(rule, statementLine, reason, remedy);
    }

    void add(Rule rule, int line, String reason, String remedy) {
        found.add(new Found(new Finding(rule, line, reason, remedy), statementLine));
    }

    /** All that no comment asks to ignore, on its own line or where its statement begins. */
    List<Finding> without(Ignores ignores) {
        return found.stream()
                .filter(each -> !ignores.covers(
                        each.finding().rule().toString(), each.finding().line()))
                .filter(each -> !ignores.covers(each.finding().rule().toString(), each.statementLine()))
                .map(Found::finding)
                .sorted(Comparator.comparingInt(Finding::line))
                .toList();
    }
}
