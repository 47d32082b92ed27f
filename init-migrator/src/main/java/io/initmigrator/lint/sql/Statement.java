package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * One statement of a script.
 *
 * @param tokens without the semicolon; never empty, and cut off after {@link #MOST_TOKENS}
 * @param inBlock whether it stands in the body of a {@code DO}
 */
public record Statement(List<Token> tokens, boolean inBlock) {

    /** Enough for any DDL; what goes on longer is data. */
    public static final int MOST_TOKENS = 100_000;

    private static final int WORDS_IN_HEAD = 5;

    public int line() {
        return tokens.getFirst().line();
    }

    public boolean isWhole() {
        return tokens.size() < MOST_TOKENS;
    }

    public TokenCursor cursor() {
        return new TokenCursor(tokens);
    }

    /** Its first words, for people. Ends before any literal, so that no password is told. */
    public String head() {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (Token token : tokens) {
            boolean dot = token.is(".");
            if (!dot && !token.isName()) {
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
