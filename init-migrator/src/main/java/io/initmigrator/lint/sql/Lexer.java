package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits a script into tokens as PostgreSQL and psql do. Anything that is never closed ends with the script. */
public final class Lexer {

    private final String sql;
    private final SuppressionComments suppressions;
    private final List<SyntaxProblem> problems = new ArrayList<>();
    private int at;
    private int line;
    /** Offset of column 1 of the current line; negative in the first line of a body. */
    private int lineStart;

    public Lexer(String sql, SuppressionComments suppressions) {
        this(sql, 1, 1, suppressions);
    }

    /**
     * Reads a part of a script.
     *
     * @param line of the script on which {@code sql} begins
     * @param column of that line in which it begins
     */
    Lexer(String sql, int line, int column, SuppressionComments suppressions) {
        this.sql = sql;
        this.line = line;
        this.lineStart = 1 - column;
        this.suppressions = suppressions;
    }

    /** The next token; null at the end. */
    @Nullable
    Token next() {
        while (at < sql.length()) {
            if (!skipBlank()) {
                return token();
            }
        }
        return null;
    }

    /** Quote or comment that was opened and never closed. */
    List<SyntaxProblem> problems() {
        return problems;
    }

    /** Passes over the rows that follow a {@code COPY … FROM STDIN}, from the next line to the one that says {@code \.}. */
    void skipCopyData() {
        moveTo(endOfLine(at));
        while (at < sql.length()) {
            int end = endOfLine(at + 1);
            boolean last = sql.substring(at, end).strip().equals("\\.");
            moveTo(end);
            if (last) {
                return;
            }
        }
    }

    private boolean skipBlank() {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c) || c == '\uFEFF') {
            moveTo(at + 1);
        } else if (sql.startsWith("--", at)) {
            suppressions.read(line, sql.substring(at, endOfLine(at)));
            moveTo(endOfLine(at));
        } else if (sql.startsWith("/*", at)) {
            moveTo(endOfComment());
        } else {
            return false;
        }
        return true;
    }

    private Token token() {
        char c = sql.charAt(at);
        if (c == '\\') {
            int end = endOfLine(at);
            return take(Token.Kind.META_COMMAND, sql.substring(at, end).strip(), end);
        }
        int prefix = Quotes.prefixLength(sql, at);
        if (prefix >= 0) {
            return quoted(at + prefix, Quotes.hasBackslashes(sql, at));
        }
        if (c == '$') {
            String tag = Quotes.dollarTag(sql, at);
            if (tag != null) {
                return body(tag);
            }
        }
        int word = Identifiers.end(sql, at);
        if (word > at) {
            return take(Token.Kind.WORD, Identifiers.folded(sql.substring(at, word)), word);
        }
        int number = Identifiers.endOfNumber(sql, at);
        return number > at
                ? take(Token.Kind.NUMBER, sql.substring(at, number), number)
                : take(Token.Kind.SYMBOL, sql.substring(at, at + 1), at + 1);
    }

    private Token quoted(int open, boolean backslashes) {
        char quote = sql.charAt(open);
        int end = Quotes.end(sql, open, backslashes);
        boolean closed = end >= 0;
        if (!closed) {
            problem("unterminated quoted " + (quote == '"' ? "identifier" : "string"));
            end = sql.length();
        }
        String text = sql.substring(open + 1, Math.max(open + 1, closed ? end - 1 : end))
                .replace("" + quote + quote, "" + quote);
        return quote == '"'
                ? take(Token.Kind.QUOTED_NAME, Identifiers.truncated(text), end)
                : take(Token.Kind.STRING, text, end);
    }

    private Token body(String tag) {
        int start = at + tag.length();
        int close = sql.indexOf(tag, start);
        if (close < 0) {
            problem("unterminated dollar-quoted string");
            return take(Token.Kind.BODY, sql.substring(start), sql.length());
        }
        return take(Token.Kind.BODY, sql.substring(start, close), close + tag.length());
    }

    private Token take(Token.Kind kind, String text, int end) {
        Token token = new Token(kind, text, line, at - lineStart + 1);
        moveTo(end);
        return token;
    }

    private void moveTo(int end) {
        for (; at < end; at++) {
            if (sql.charAt(at) == '\n') {
                line++;
                lineStart = at + 1;
            }
        }
    }

    private int endOfLine(int from) {
        int end = sql.indexOf('\n', Math.min(from, sql.length()));
        return end < 0 ? sql.length() : end;
    }

    /** Comments nest. */
    private int endOfComment() {
        int depth = 0;
        for (int i = at; i < sql.length(); i++) {
            if (sql.startsWith("/*", i)) {
                depth++;
                i++;
            } else if (sql.startsWith("*/", i)) {
                depth--;
                i++;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        problem("unterminated /* comment");
        return sql.length();
    }

    private void problem(String what) {
        problems.add(new SyntaxProblem(new Place(line, at - lineStart + 1), what));
    }
}
