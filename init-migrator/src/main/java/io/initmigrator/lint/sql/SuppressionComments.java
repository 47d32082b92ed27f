package io.initmigrator.lint.sql;

import io.initmigrator.schema.ScriptDirectives;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Comments of the form {@code -- init-migrator: ignore=<rule>[,<rule>]}: for their own line and the one after. */
public final class SuppressionComments {

    /** One rule that a comment names. */
    public static final class Suppression {

        private final int line;
        private final String rule;
        private boolean used;

        private Suppression(int line, String rule) {
            this.line = line;
            this.rule = rule;
        }

        /** The line of the comment. */
        public int line() {
            return line;
        }

        /** The rule as it is written there. */
        public String rule() {
            return rule;
        }
    }

    private final Map<Integer, List<Suppression>> byLine = new HashMap<>();

    void read(int line, String comment) {
        List<Suppression> suppressions = ScriptDirectives.comment(line, comment).stream()
                .flatMap(directives -> directives.ignoredRules().stream())
                .map(rule -> new Suppression(line, rule))
                .toList();
        if (!suppressions.isEmpty()) {
            byLine.put(line, suppressions);
        }
    }

    /** Returns whether one of {@code names} is suppressed on {@code line}; remembers which comment did it. */
    public boolean cover(Collection<String> names, int line) {
        boolean sameLine = cover(byLine.getOrDefault(line, List.of()), names);
        boolean lineBefore = cover(byLine.getOrDefault(line - 1, List.of()), names);
        return sameLine || lineBefore;
    }

    /** Those that have not suppressed anything so far. */
    public List<Suppression> unused() {
        return byLine.values().stream()
                .flatMap(List::stream)
                .filter(suppression -> !suppression.used)
                .toList();
    }

    private static boolean cover(List<Suppression> suppressions, Collection<String> names) {
        boolean covered = false;
        for (Suppression suppression : suppressions) {
            if (names.contains(suppression.rule)) {
                suppression.used = true;
                covered = true;
            }
        }
        return covered;
    }
}
