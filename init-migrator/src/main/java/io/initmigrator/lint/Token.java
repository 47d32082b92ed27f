package io.initmigrator.lint;

/**
 * The smallest part of a script that means something.
 *
 * @param text folded to lower case for words, without the quotes for what was quoted
 * @param line where it begins, from 1
 */
record Token(Kind kind, String text, int line) {

    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        /** A dollar-quoted string, which may be the body of a function. */
        BODY,
        NUMBER,
        SYMBOL
    }

    boolean is(String wordOrSymbol) {
        return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(wordOrSymbol);
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }
}
