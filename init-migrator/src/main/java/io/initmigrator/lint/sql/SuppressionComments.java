package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Comments of the form {@code -- init-migrator: ignore=<rule>[,<rule>]}: for their own line and the one after. */
public final class SuppressionComments {

    private static final String DIRECTIVES = "init-migrator:";
    private static final String IGNORE = "ignore=";

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
        String text = comment.substring(2).strip();
        int ignore = text.indexOf(IGNORE);
        if (!text.startsWith(DIRECTIVES) || ignore < 0 || Character.isLetterOrDigit(text.charAt(ignore - 1))) {
            return;
        }
        List<Suppression> suppressions = new ArrayList<>();
        String rules = text.substring(ignore + IGNORE.length());
        int at = 0;
        while (at < rules.length()) {
            int start = at;
            while (at < rules.length() && isPartOfRule(rules.charAt(at))) {
                at++;
            }
            if (at > start) {
                suppressions.add(new Suppression(line, rules.substring(start, at)));
            }
            int separator = at;
            while (at < rules.length() && (rules.charAt(at) == ',' || Character.isWhitespace(rules.charAt(at)))) {
                at++;
            }
            if (rules.indexOf(',', separator) < 0 || rules.indexOf(',', separator) >= at) {
                break;
            }
        }
        byLine.put(line, suppressions);
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

    private static boolean isPartOfRule(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }
}
