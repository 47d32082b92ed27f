package io.initmigrator.lint.sql;

import org.jspecify.annotations.Nullable;

/** PostgreSQL's forms of quoting. */
final class Quotes {

    private Quotes() {}

    /** How many characters stand before the quote that opens at {@code at} ({@code E'}, {@code U&"}); -1 where none opens. */
    static int prefixLength(String sql, int at) {
        if (isQuote(sql, at)) {
            return 0;
        }
        return switch (sql.charAt(at)) {
            case 'e', 'E', 'b', 'B', 'x', 'X', 'n', 'N' -> sql.startsWith("'", at + 1) ? 1 : -1;
            case 'u', 'U' -> sql.startsWith("&", at + 1) && isQuote(sql, at + 2) ? 2 : -1;
            default -> -1;
        };
    }

    static boolean hasBackslashes(String sql, int at) {
        return sql.charAt(at) == 'e' || sql.charAt(at) == 'E';
    }

    /** The end of the literal or name whose quote opens at {@code open}, -1 if there is none; a doubled quote is not one. */
    static int end(String sql, int open, boolean backslashes) {
        char quote = sql.charAt(open);
        int at = open + 1;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (backslashes && c == '\\') {
                at += 2;
            } else if (c != quote) {
                at++;
            } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        return -1;
    }

    /** {@code $$} or {@code $tag$} at {@code at}; null where no dollar quote opens. */
    static @Nullable String dollarTag(String sql, int at) {
        int end = at + 1;
        while (end < sql.length()
                && (Identifiers.isLetter(sql.charAt(end)) || (end > at + 1 && Identifiers.isDigit(sql.charAt(end))))) {
            end++;
        }
        return end < sql.length() && sql.charAt(end) == '$' ? sql.substring(at, end + 1) : null;
    }

    private static boolean isQuote(String sql, int at) {
        return sql.startsWith("'", at) || sql.startsWith("\"", at);
    }
}
