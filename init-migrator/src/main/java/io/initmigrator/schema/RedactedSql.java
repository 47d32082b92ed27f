package io.initmigrator.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a query, without what it holds of data: a literal may be a secret. What cannot be told apart
 * for sure, such as a backslash before a quote, ends the text.
 */
public final class RedactedSql {

    /** Of {@code pg_stat_activity a}; more than enough, as comments and literals go. */
    public static final String COLUMN = "pg_catalog.\"left\"(a.query, 1000) as query";

    /** What PostgreSQL shows to those who may not see it. */
    public static final String HIDDEN = "<insufficient privilege>";

    private static final int LONGEST = 60;
    private static final String HOLE = "…";

    private static final Pattern PARTS =
            Pattern.compile("(?<comment>--[^\\n]*+|/\\*(?:[^*/]++|\\*(?!/)|/(?!\\*))*+\\*/)"
                    + "|(?<name>\"[^\"]*+\")"
                    + "|(?<text>(?:(?<![\\w$])(?:[eEbBxXnN]|[uU]&))?'(?:[^'\\\\]++|'')*+')"
                    + "|(?<body>(?<![\\w$])\\$(?<tag>[A-Za-z_\\x80-\\uffff][\\w\\x80-\\uffff]*+)?+\\$(?s:.*?)\\$\\k<tag>\\$"
                    + "|(?<![\\w$])\\$\\$(?s:.*?)\\$\\$)"
                    + "|(?<number>(?<![\\w$])\\.?\\d[\\w.]*+)"
                    + "|(?<broken>'|\"|/\\*|(?<![\\w$])\\$(?!\\d))");

    private RedactedSql() {}

    /** On one line; empty where there is none. */
    public static String shown(@Nullable String query) {
        return shown(query, LONGEST);
    }

    /** On one line of at most about {@code longest} characters; empty where there is none. */
    public static String shown(@Nullable String query, int longest) {
        if (query == null || query.equals(HIDDEN)) {
            return "";
        }
        String line = withoutData(query).replaceAll("\\s+", " ").strip();
        return line.length() > longest ? line.substring(0, longest).strip() + HOLE : line;
    }

    private static String withoutData(String query) {
        StringBuilder shown = new StringBuilder();
        Matcher part = PARTS.matcher(query);
        int end = 0;
        while (part.find()) {
            shown.append(query, end, part.start());
            end = part.end();
            if (part.group("broken") != null) {
                return shown.append(HOLE).toString();
            }
            shown.append(replacement(part));
        }
        return shown.append(query, end, query.length()).toString();
    }

    private static String replacement(Matcher part) {
        if (part.group("comment") != null) {
            return " ";
        }
        if (part.group("name") != null) {
            return part.group();
        }
        return part.group("text") != null ? "'" + HOLE + "'" : HOLE;
    }
}
