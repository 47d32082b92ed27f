package io.initmigrator.command.rehearsal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds statements in the text of their script, in the order in which they run. */
final class StatementLines {

    private static final Pattern COMMENTS = Pattern.compile("(?:\\s++|--[^\\r\\n]*+|/\\*(?:[^*]|\\*(?!/))*+\\*/)*+");

    private final String text;
    private int position;
    private int counted;
    private int line = 1;

    StatementLines(String text) {
        this.text = text;
    }

    /** Returns the statement without the comments before it, which Flyway counts as its part. */
    static String withoutComments(String sql) {
        Matcher comments = COMMENTS.matcher(sql);
        return comments.lookingAt() ? sql.substring(comments.end()) : sql;
    }

    /** Returns the line, from 1; 0 if it is not found, as where placeholders were replaced in its first line. */
    int lineOf(String statement) {
        String sql = withoutComments(statement);
        String beginning = sql.lines().findFirst().orElse("").strip();
        int whole = text.indexOf(sql, position);
        int found = whole >= 0 ? whole : beginning.isEmpty() ? -1 : text.indexOf(beginning, position);
        if (found < 0) {
            return 0;
        }
        position = found + (whole >= 0 ? sql.length() : beginning.length());
        for (; counted < found; counted++) {
            if (text.charAt(counted) == '\n') {
                line++;
            }
        }
        return line;
    }
}
