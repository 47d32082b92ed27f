package io.initmigrator.lint.sql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comments that say {@code -- init-migrator: ignore=<rule>[,<rule>]}: for their own line and the one after. */
public final class SuppressionComments {

    private static final Pattern SHAPE =
            Pattern.compile("--\\s*init-migrator:.*?\\bignore=([\\w-]+(?:\\s*,\\s*[\\w-]+)*).*");

    private final Map<Integer, List<String>> byLine = new HashMap<>();

    public void read(int line, String comment) {
        Matcher matcher = SHAPE.matcher(comment.strip());
        if (matcher.matches()) {
            byLine.put(line, List.of(matcher.group(1).split("\\s*,\\s*")));
        }
    }

    /** Whether {@code rule} is not to be reported for something on {@code line}. */
    public boolean covers(String rule, int line) {
        return byLine.getOrDefault(line, List.of()).contains(rule)
                || byLine.getOrDefault(line - 1, List.of()).contains(rule);
    }
}
