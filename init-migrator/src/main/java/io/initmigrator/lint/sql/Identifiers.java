package io.initmigrator.lint.sql;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Rules for names, keywords and numbers. A Flyway placeholder counts as part of a name. */
public final class Identifiers {

    private static final int MAX_BYTES = 63;
    private static final int MAX_PLACEHOLDER = 300;

    private Identifiers() {}

    /** The end of the word that begins at {@code start}; {@code start} if none does. */
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

    /** The end of the number that begins at {@code start}; {@code start} if none does. */
    static int endOfNumber(String sql, int start) {
        int at = start;
        while (at < sql.length() && (isDigit(sql.charAt(at)) || (at > start && continuesNumber(sql, at)))) {
            at++;
        }
        return at;
    }

    /** Truncates a name as PostgreSQL does: after 63 bytes of UTF-8, never within a character. */
    public static String truncated(String name) {
        return truncated(name, MAX_BYTES);
    }

    /**
     * The name that PostgreSQL generates for an index, a constraint or a sequence: {@code orders_note_idx}, with the longer one
     * of the first two parts shortened until the whole fits.
     */
    public static String generated(String table, String column, String label) {
        int available = MAX_BYTES - bytes(label) - 1 - (column.isEmpty() ? 0 : 1);
        int first = bytes(table);
        int second = bytes(column);
        while (first + second > available) {
            if (first > second) {
                first--;
            } else {
                second--;
            }
        }
        String head = truncated(table, first);
        return (column.isEmpty() ? head : head + "_" + truncated(column, second)) + "_" + label;
    }

    /** Folds a name without quotes; the name of a placeholder is Flyway's and stays as it is. */
    static String folded(String word) {
        return word.contains("${") ? word : truncated(word.toLowerCase(Locale.ROOT));
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String truncated(String name, int maxBytes) {
        if (name.length() <= maxBytes / 3) {
            return name;
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= maxBytes) {
            return name;
        }
        int end = maxBytes;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean continues(char c) {
        return isDigit(c) || c == '$';
    }

    private static boolean continuesNumber(String sql, int at) {
        return isLetter(sql.charAt(at)) || (sql.charAt(at) == '.' && !sql.startsWith("..", at));
    }

    /** A placeholder is closed on its own line; the bound keeps a script of unclosed ones from being read again and again. */
    private static int endOfPlaceholder(String sql, int start) {
        if (!sql.startsWith("${", start)) {
            return start;
        }
        for (int at = start + 2; at < sql.length() && at < start + MAX_PLACEHOLDER; at++) {
            char c = sql.charAt(at);
            if (c == '}') {
                return at + 1;
            }
            if (c == '\n') {
                return start;
            }
        }
        return start;
    }
}
