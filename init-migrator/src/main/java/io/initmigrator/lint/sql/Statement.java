package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.List;

/** One statement of a script, without its semicolon. Has at least one token, and at most {@link #MAX_TOKENS}. */
public final class Statement {

    /** Enough for any DDL; anything longer is data. */
    static final int MAX_TOKENS = 100_000;

    private static final int WORDS_IN_HEAD = 5;

    private final List<Token> tokens;
    private final boolean inBlock;
    private final TokenCursor start;

    Statement(List<Token> tokens, boolean inBlock) {
        this.tokens = List.copyOf(tokens);
        this.inBlock = inBlock;
        this.start = new TokenCursor(this.tokens);
    }

    public List<Token> tokens() {
        return tokens;
    }

    /** Returns whether it is in the body of a {@code DO}. */
    public boolean inBlock() {
        return inBlock;
    }

    public int line() {
        return tokens.getFirst().line();
    }

    public Place place() {
        return tokens.getFirst().place();
    }

    /** Returns whether no token was left out. */
    public boolean isWhole() {
        return tokens.size() < MAX_TOKENS;
    }

    public TokenCursor cursor() {
        return start.copy();
    }

    /** Its first words, for display. Ends before any literal, so that no password is shown. */
    public String head() {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (Token token : tokens) {
            boolean dot = token.is(".");
            if ((!dot && !token.isName()) || words.size() == WORDS_IN_HEAD) {
                break;
            }
            if (!dot && !word.isEmpty() && word.charAt(word.length() - 1) != '.') {
                words.add(word.toString());
                word.setLength(0);
            }
            word.append(token.text());
        }
        words.add(word.toString());
        return String.join(" ", words.subList(0, Math.min(WORDS_IN_HEAD, words.size())));
    }
}
