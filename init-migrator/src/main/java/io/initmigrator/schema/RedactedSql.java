package io.initmigrator.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prefix of a query without its literals, which may be secrets. Ends before anything ambiguous, such as a backslash before a
 * quote.
 */
public final class RedactedSql {

    /** Column of {@code pg_stat_activity a}, truncated. */
    public static final String COLUMN = "pg_catalog.\"left\"(a.query, 1000) as query";

    /** PostgreSQL's placeholder for a query hidden from this role. */
    public static final String HIDDEN = "<insufficient privilege>";

    private static final int DEFAULT_LENGTH = 60;
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

    /** Returns it on one line; empty if there is none. */
    public static String shown(@Nullable String query) {
        return shown(query, DEFAULT_LENGTH);
    }

    /** Returns it on one line of about {@code longest} characters at most; empty if there is none. */
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
