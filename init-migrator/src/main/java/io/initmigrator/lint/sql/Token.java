package io.initmigrator.lint.sql;

/**
 * Smallest meaningful part of a script.
 *
 * @param text folded to lower case for words, without the quotes for anything quoted
 * @param line where it begins, from 1
 * @param column where it begins in that line, from 1
 */
public record Token(Kind kind, String text, int line, int column) {

    /** Lexical class of a token. */
    public enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        /** A dollar-quoted string, which may be the body of a function. */
        BODY,
        NUMBER,
        SYMBOL,
        /** A psql command such as {@code \connect}, with its whole line. */
        META_COMMAND
    }

    public Place place() {
        return new Place(line, column);
    }

    public boolean is(String wordOrSymbol) {
        return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(wordOrSymbol);
    }

    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    /** Returns whether it is a string, quoted with apostrophes or dollars. */
    public boolean isLiteral() {
        return kind == Kind.STRING || kind == Kind.BODY;
    }

    /** The text of a word or a symbol; empty for anything that is quoted, so that a literal is never taken for a keyword. */
    public String keyword() {
        return kind == Kind.WORD || kind == Kind.SYMBOL ? text : "";
    }
}
