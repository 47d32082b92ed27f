package io.initmigrator.lint.sql;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cuts a script into tokens as PostgreSQL and psql do. What is never closed ends with the script. */
public final class Lexer {

    private final String sql;
    private final SuppressionComments ignores;
    private int at;
    private int line;

    /** @param firstLine the number of the line on which {@code sql} begins */
    public Lexer(String sql, int firstLine, SuppressionComments ignores) {
        this.sql = sql;
        this.line = firstLine;
        this.ignores = ignores;
    }

    /** The next token; null at the end. */
    @Nullable
    public Token next() {
        while (at < sql.length()) {
            if (!skipBlank()) {
                return token();
            }
        }
        return null;
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
            ignores.read(line, sql.substring(at, endOfLine(at)));
            moveTo(endOfLine(at));
        } else if (sql.startsWith("/*", at)) {
            moveTo(endOfComment());
        } else if (c == '\\' && !sql.startsWith("\\g", at)) {
            moveTo(endOfLine(at));
        } else {
            return false;
        }
        return true;
    }

    private Token token() {
        char c = sql.charAt(at);
        if (c == '\\') {
            return take(Token.Kind.SYMBOL, ";", endOfLine(at));
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
            return take(Token.Kind.WORD, fold(sql.substring(at, word)), word);
        }
        int number = Identifiers.endOfNumber(sql, at);
        return number > at
                ? take(Token.Kind.NUMBER, sql.substring(at, number), number)
                : take(Token.Kind.SYMBOL, sql.substring(at, at + 1), at + 1);
    }

    private Token quoted(int open, boolean backslashes) {
        char quote = sql.charAt(open);
        int end = Quotes.end(sql, open, backslashes);
        int close = Math.max(open + 1, end > open + 1 && sql.charAt(end - 1) == quote ? end - 1 : end);
        String text = sql.substring(open + 1, close).replace("" + quote + quote, "" + quote);
        return quote == '"'
                ? take(Token.Kind.QUOTED_NAME, Identifiers.cut(text), end)
                : take(Token.Kind.STRING, text, end);
    }

    private Token body(String tag) {
        int start = at + tag.length();
        int close = sql.indexOf(tag, start);
        return close < 0
                ? take(Token.Kind.BODY, sql.substring(start), sql.length())
                : take(Token.Kind.BODY, sql.substring(start, close), close + tag.length());
    }

    private Token take(Token.Kind kind, String text, int end) {
        Token token = new Token(kind, text, line);
        moveTo(end);
        return token;
    }

    private void moveTo(int end) {
        for (; at < end; at++) {
            if (sql.charAt(at) == '\n') {
                line++;
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
        return sql.length();
    }

    /** Names without quotes are folded; a placeholder's name is Flyway's and is not. */
    private static String fold(String word) {
        return word.contains("${") ? word : Identifiers.cut(word.toLowerCase(Locale.ROOT));
    }
}
