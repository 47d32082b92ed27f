package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.List;

/** A place in the tokens of a statement. Reading past the end yields an empty token, so that nothing here can fail. */
public final class TokenCursor {

    private static final Token END = new Token(Token.Kind.SYMBOL, "", 0);

    private final List<Token> tokens;
    private int at;

    public TokenCursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    public boolean atEnd() {
        return at >= tokens.size();
    }

    /** The line of the next token, or of the last where there is none. */
    public int line() {
        return tokens.isEmpty()
                ? 0
                : tokens.get(Math.min(at, tokens.size() - 1)).line();
    }

    public Token peek() {
        return atEnd() ? END : tokens.get(at);
    }

    public Token take() {
        Token token = peek();
        at++;
        return token;
    }

    public boolean at(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (at + i >= tokens.size() || !tokens.get(at + i).is(words[i])) {
                return false;
            }
        }
        return true;
    }

    public boolean atAny(String... words) {
        for (String word : words) {
            if (at(word)) {
                return true;
            }
        }
        return false;
    }

    /** Passes over {@code words} if they come next, all of them. */
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

    /** Goes to the next of {@code words} outside parentheses; stays where there is none. */
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

    /** Whether {@code words} come in a row somewhere from here on, outside parentheses. */
    public boolean has(String... words) {
        int start = at;
        boolean found = false;
        while (!found && !atEnd()) {
            found = at(words);
            skip();
        }
        at = start;
        return found;
    }

    /** Passes over one token, or over all in parentheses. */
    public void skip() {
        int depth = 0;
        do {
            Token token = take();
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        } while (depth > 0 && !atEnd());
    }

    /** A name, perhaps qualified. */
    public QualifiedName name() {
        List<String> parts = new ArrayList<>();
        do {
            parts.add(take().text());
        } while (accept("."));
        int last = parts.size() - 1;
        return new QualifiedName(last > 0 ? parts.get(last - 1) : "", parts.get(last));
    }

    /** Names separated by commas, each perhaps after {@code ONLY} or before {@code *}. */
    public List<QualifiedName> names() {
        List<QualifiedName> names = new ArrayList<>();
        do {
            accept("only");
            names.add(name());
            accept("*");
        } while (accept(","));
        return names;
    }

    /** What stands in the parentheses that open here, or nothing. */
    public TokenCursor inParentheses() {
        if (!at("(")) {
            return new TokenCursor(List.of());
        }
        int start = at + 1;
        skip();
        return new TokenCursor(tokens.subList(start, Math.max(start, Math.min(at, tokens.size()) - 1)));
    }

    /** The rest, cut at commas outside parentheses. */
    public List<TokenCursor> items() {
        List<TokenCursor> items = new ArrayList<>();
        while (!atEnd()) {
            int start = at;
            if (!skipTo(",")) {
                at = tokens.size();
            }
            items.add(new TokenCursor(tokens.subList(start, at)));
            accept(",");
        }
        return items;
    }

    public List<Token> rest() {
        return tokens.subList(Math.min(at, tokens.size()), tokens.size());
    }
}
