package io.initmigrator.lint.sql;

import java.nio.charset.StandardCharsets;

/** Where names, keywords and numbers end. A Flyway placeholder counts as part of a name. */
final class Identifiers {

    private static final int MOST_BYTES = 63;

    private Identifiers() {}

    /** The end of the word that begins at {@code start}; {@code start} where none does. */
    static int end(String sql, int start) {
        int at = start;
        while (at < sql.length()) {
            int placeholder = endOfPlaceholder(sql, at);
            if (placeholder > at) {
                at = placeholder;
            } else if (isLetter(sql.charAt(at)) || (at > start && continues(sql.charAt(at)))) {
                at++;
            } else {
                break;
            }
        }
        return at;
    }

    /** The end of the number that begins at {@code start}; {@code start} where none does. */
    static int endOfNumber(String sql, int start) {
        int at = start;
        while (at < sql.length() && (isDigit(sql.charAt(at)) || (at > start && continuesNumber(sql, at)))) {
            at++;
        }
        return at;
    }

    /** As PostgreSQL keeps a name: what goes beyond 63 bytes is dropped. */
    static String cut(String name) {
        String cut = name;
        while (cut.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            cut = cut.substring(0, cut.length() - 1);
        }
        return cut;
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean continues(char c) {
        return isDigit(c) || c == '$';
    }

    private static boolean continuesNumber(String sql, int at) {
        return isLetter(sql.charAt(at)) || (sql.charAt(at) == '.' && !sql.startsWith("..", at));
    }

    private static int endOfPlaceholder(String sql, int start) {
        if (!sql.startsWith("${", start)) {
            return start;
        }
        int close = sql.indexOf('}', start);
        return close < 0 ? start : close + 1;
    }
}
