package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Position in the tokens of a statement, or in a part of them. Reading past the end yields an empty token, so that no method
 * fails. Each step takes constant time, also over brackets: where they close is computed once for a statement.
 */
public final class TokenCursor {

    private static final Token END = new Token(Token.Kind.SYMBOL, "", 0, 0);

    private final List<Token> tokens;
    /** For each token the one after it, or the one after the bracket that it opens. */
    private final int[] next;

    private final int end;
    private int at;

    public TokenCursor(List<Token> tokens) {
        this(tokens, nextOf(tokens), 0, tokens.size());
    }

    private TokenCursor(List<Token> tokens, int[] next, int at, int end) {
        this.tokens = tokens;
        this.next = next;
        this.at = at;
        this.end = end;
    }

    /** Returns a cursor over the rest; this one does not move. */
    public TokenCursor copy() {
        return new TokenCursor(tokens, next, Math.min(at, end), end);
    }

    public boolean atEnd() {
        return at >= end;
    }

    /** The line of the next token, or of the last if there is none. */
    public int line() {
        return tokens.isEmpty()
                ? 0
                : tokens.get(Math.min(at, tokens.size() - 1)).line();
    }

    public Token peek() {
        return atEnd() ? END : tokens.get(at);
    }

    /** The token after the next one. */
    public Token peekSecond() {
        return at + 1 < end ? tokens.get(at + 1) : END;
    }

    /** The token before the next one. */
    public Token previous() {
        return at > 0 && at <= tokens.size() ? tokens.get(at - 1) : END;
    }

    public Token take() {
        Token token = peek();
        at++;
        return token;
    }

    public boolean at(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (at + i >= end || !tokens.get(at + i).is(words[i])) {
                return false;
            }
        }
        return true;
    }

    public boolean atAny(String... words) {
        for (String word : words) {
            if (at < end && tokens.get(at).is(word)) {
                return true;
            }
        }
        return false;
    }

    /** Passes over {@code words} if all of them come next. */
    public boolean accept(String... words) {
        boolean there = at(words);
        if (there) {
            at += words.length;
        }
        return there;
    }

    /** Passes over one of {@code words} if it comes next. */
    public boolean acceptAny(String... words) {
        boolean there = atAny(words);
        if (there) {
            at++;
        }
        return there;
    }

    /** Goes to the next of {@code words} outside brackets; stays if there is none. */
    public boolean skipTo(String... words) {
        int start = at;
        while (!atEnd()) {
            if (atAny(words)) {
                return true;
            }
            skip();
        }
        at = start;
        return false;
    }

    /** Returns whether {@code words} come in a row somewhere from here on, outside brackets. */
    public boolean has(String... words) {
        for (TokenCursor ahead = copy(); !ahead.atEnd(); ahead.skip()) {
            if (ahead.at(words)) {
                return true;
            }
        }
        return false;
    }

    /** Passes over one token, or over all in brackets. */
    public void skip() {
        at = at < end ? Math.min(end, next[at]) : at + 1;
    }

    /** A name, perhaps qualified. */
    public QualifiedName name() {
        String schema = "";
        String local = take().text();
        while (accept(".")) {
            schema = local;
            local = take().text();
        }
        return new QualifiedName(schema, local);
    }

    /** Names separated by commas, each perhaps after {@code ONLY}, before {@code *} or with a list of columns. */
    public List<QualifiedName> names() {
        List<QualifiedName> names = new ArrayList<>();
        do {
            accept("only");
            names.add(name());
            accept("*");
            if (at("(")) {
                skip();
            }
        } while (accept(","));
        return names;
    }

    /** The content of the parentheses that open here, past them; empty if none do. */
    public TokenCursor inParentheses() {
        return at("(") ? inBrackets() : new TokenCursor(List.of());
    }

    /** The content of the bracket, round or square, that opens here. */
    public TokenCursor inBrackets() {
        int start = at + 1;
        skip();
        return new TokenCursor(tokens, next, start, Math.max(start, isClosing(at - 1) ? at - 1 : at));
    }

    /** The rest, cut at commas outside brackets. */
    public List<TokenCursor> items() {
        List<TokenCursor> items = new ArrayList<>();
        while (!atEnd()) {
            items.add(upTo(","));
        }
        return items;
    }

    /** Returns the tokens before the next {@code word} outside brackets, or the rest; moves past the word. */
    public TokenCursor upTo(String word) {
        int start = at;
        if (!skipTo(word)) {
            at = end;
        }
        TokenCursor part = new TokenCursor(tokens, next, start, at);
        accept(word);
        return part;
    }

    /** The first {@code count} tokens of what is left. */
    public TokenCursor firstTokens(int count) {
        return new TokenCursor(tokens, next, Math.min(at, end), Math.min(at + count, end));
    }

    /** Returns the rest, with brackets as ordinary tokens. */
    public TokenCursor flat() {
        int[] ones = new int[end];
        Arrays.setAll(ones, i -> i + 1);
        return new TokenCursor(tokens, ones, Math.min(at, end), end);
    }

    /** Without the parentheses that enclose all of it. */
    public TokenCursor unwrapped() {
        TokenCursor inner = copy();
        while (inner.at("(") && inner.next[inner.at] >= inner.end) {
            inner = inner.inParentheses();
        }
        return inner;
    }

    /** A bracket that is not closed, or not opened; null if there is none. */
    public @Nullable Token unmatched() {
        List<Token> open = new ArrayList<>();
        for (Token token : rest()) {
            if (token.is("(") || token.is("[")) {
                open.add(token);
            } else if (token.is(")") || token.is("]")) {
                boolean matches = !open.isEmpty() && open.getLast().is(token.is(")") ? "(" : "[");
                if (!matches) {
                    return token;
                }
                open.removeLast();
            }
        }
        return open.isEmpty() ? null : open.getLast();
    }

    /** How many tokens are left. */
    public int size() {
        return Math.max(0, end - at);
    }

    public List<Token> rest() {
        return tokens.subList(Math.min(at, end), end);
    }

    private boolean isClosing(int index) {
        return index < end
                && tokens.get(index).kind() == Token.Kind.SYMBOL
                && "])".contains(tokens.get(index).text());
    }

    /** A bracket that is never closed reaches to the end; one that was never opened is a token like any other. */
    private static int[] nextOf(List<Token> tokens) {
        int[] next = new int[tokens.size()];
        int[] open = new int[tokens.size()];
        int depth = 0;
        for (int i = 0; i < next.length; i++) {
            next[i] = i + 1;
            Token token = tokens.get(i);
            if (token.is("(") || token.is("[")) {
                open[depth++] = i;
            } else if (depth > 0 && (token.is(")") || token.is("]"))) {
                next[open[--depth]] = i + 1;
            }
        }
        Arrays.stream(open, 0, depth).forEach(i -> next[i] = next.length);
        return next;
    }
}
