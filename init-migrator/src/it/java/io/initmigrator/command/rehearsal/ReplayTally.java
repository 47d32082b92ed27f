package io.initmigrator.command.rehearsal;

import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.report.Severity;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Counts what reviews said and a server did. */
final class ReplayTally {

    /** Findings of one rule. */
    private static final class Count {
        private int findings;
        private int confirmed;
    }

    private final String name;
    private final Consumer<String> print;
    private final Map<Rule, Count> rules = new TreeMap<>();
    private int scripts;
    private int failed;
    private int statements;
    private int rewrites;
    private int untoldRewrites;
    private int locks;
    private int untoldLocks;
    private int surplusLocks;

    /** @param print takes each disagreement */
    ReplayTally(String name, Consumer<String> print) {
        this.name = name;
        this.print = print;
    }

    /** Adds a script that ran, with its review. */
    void add(String script, ScriptReview review, ScriptReplay replay, String sql) {
        scripts++;
        statements += replay.statements().size();
        for (ReplayedStatement each : replay.statements()) {
            rewrites += each.rewrites() ? 1 : 0;
            locks += (int) each.measured().locks().values().stream()
                    .filter(LockMode::blocksWrites)
                    .count();
        }
        for (Finding finding : RehearsalFindings.of(review, replay.rehearsed(script), sql)) {
            switch (finding.rule()) {
                case UNPREDICTED_LOCK -> untoldLocks++;
                case UNPREDICTED_REWRITE -> untoldRewrites++;
                case UNCONFIRMED_LOCK -> surplusLocks++;
                default -> {
                    continue;
                }
            }
            print(script, finding.line(), finding.rule() + ": " + finding.reason());
        }
        review.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .filter(finding -> ReplayedStatement.isMeasurable(finding.rule()))
                .forEach(finding -> count(script, finding, replay.statements()));
    }

    /** Adds a script that failed, with the finding that says so, if there is one. */
    void addFailure(String script, ScriptReplay replay, ScriptReview review) {
        failed++;
        SQLException failure = replay.failure();
        String state = failure == null ? "" : String.valueOf(failure.getSQLState());
        Rule rule = switch (state) {
            case "42601" -> Rule.SYNTAX_ERROR;
            case "55P04" -> Rule.ENUM_VALUE_USED;
            case "25001" -> Rule.NOT_IN_TRANSACTION;
            default -> null;
        };
        String message = failure == null ? "" : String.valueOf(failure.getMessage());
        print(
                script,
                replay.failedLine(),
                "failed " + state + " " + message.lines().findFirst().orElse(""));
        boolean told = review.findings().stream().anyMatch(finding -> finding.rule() == rule);
        if (rule != null && told) {
            count(rule, true);
        } else if (rule != null) {
            print(script, replay.failedLine(), "no " + rule);
        }
    }

    /** Adds the counts of another. */
    void add(ReplayTally other) {
        scripts += other.scripts;
        failed += other.failed;
        statements += other.statements;
        rewrites += other.rewrites;
        untoldRewrites += other.untoldRewrites;
        locks += other.locks;
        untoldLocks += other.untoldLocks;
        surplusLocks += other.surplusLocks;
        other.rules.forEach((rule, count) -> {
            Count sum = rules.computeIfAbsent(rule, key -> new Count());
            sum.findings += count.findings;
            sum.confirmed += count.confirmed;
        });
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %d | %d | %d |",
                name,
                scripts,
                failed,
                statements,
                rewrites,
                untoldRewrites,
                locks,
                untoldLocks,
                surplusLocks);
    }

    List<String> ruleRows() {
        return rules.entrySet().stream()
                .map(each -> "| `" + each.getKey() + "` | " + each.getValue().findings + " | "
                        + each.getValue().confirmed + " |")
                .toList();
    }

    private void count(String script, Finding finding, List<ReplayedStatement> all) {
        ReplayedStatement statement = all.stream()
                .filter(each -> each.measured().line() <= finding.line())
                .reduce((first, second) -> second)
                .orElse(null);
        boolean confirmed = all.stream()
                .filter(each -> statement != null
                        && each.measured().line() == statement.measured().line())
                .anyMatch(each -> each.confirms(finding.rule()));
        count(finding.rule(), confirmed);
        if (!confirmed) {
            print(script, finding.line(), "unconfirmed " + finding.rule() + ": " + finding.reason());
        }
    }

    private void count(Rule rule, boolean confirmed) {
        Count count = rules.computeIfAbsent(rule, key -> new Count());
        count.findings++;
        count.confirmed += confirmed ? 1 : 0;
    }

    private void print(String script, int line, String what) {
        print.accept(name + "/" + script + ":" + line + "\t" + what);
    }
}
