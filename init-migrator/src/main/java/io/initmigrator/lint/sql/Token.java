package io.initmigrator.lint.sql;

/**
 * The smallest part of a script that means something.
 *
 * @param text folded to lower case for words, without the quotes for what was quoted
 * @param line where it begins, from 1
 */
public record Token(Kind kind, String text, int line) {

    public enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        /** A dollar-quoted string, which may be the body of a function. */
        BODY,
        NUMBER,
        SYMBOL
    }

    public boolean is(String wordOrSymbol) {
        return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(wordOrSymbol);
    }

    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }
}
