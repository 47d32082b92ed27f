package io.initmigrator.lint.rules;

import io.initmigrator.lint.sql.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The surroundings of a literal in a statement: what it is cast to, which column it is for. */
record LiteralUse(List<Token> tokens, int index) {

    private static final Token NONE = new Token(Token.Kind.SYMBOL, "", 0, 0);
    private static final int MAX_DISTANCE = 1_000;

    /** The type of {@code 'a'::type} or {@code CAST('a' AS type)}; null for a literal without a cast. */
    @Nullable
    String cast() {
        if (is(1, ":") && is(2, ":")) {
            return typeAt(index + 3);
        }
        if (is(1, "as") && is(-1, "(") && is(-2, "cast")) {
            return typeAt(index + 2);
        }
        return null;
    }

    /**
     * The column that it is compared with, assigned to, inserted into or the default of; null if unknown.
     */
    @Nullable
    String column() {
        Token before = at(-1);
        if (before.is("=") || before.is(">") || before.is("<")) {
            int name = at(-2).is("<") || at(-2).is("!") || at(-2).is(">") ? -3 : -2;
            return at(name).isName() ? at(name).text() : null;
        }
        String listed = columnOfInList();
        return listed == null ? columnOfInsert() : listed;
    }

    /** {@code column IN ('a', 'b')}. */
    private @Nullable String columnOfInList() {
        int open = opening();
        if (open < 2 || !tokens.get(open - 1).is("in")) {
            return null;
        }
        int name = tokens.get(open - 2).is("not") ? open - 3 : open - 2;
        return name >= 0 && tokens.get(name).isName() ? tokens.get(name).text() : null;
    }

    /** {@code INSERT INTO table (a, b) VALUES (1, 'a')}: by its position in the row. */
    private @Nullable String columnOfInsert() {
        int into = indexOf("into", 0);
        int list = into < 0 ? -1 : indexOf("(", into);
        int values = indexOf("values", Math.max(0, into));
        int open = opening();
        if (into < 0 || list < 0 || values < list || open < values) {
            return null;
        }
        int position = commas(open + 1, index);
        int close = indexOf(")", list);
        List<Token> columns = tokens.subList(list + 1, Math.max(list + 1, close)).stream()
                .filter(Token::isName)
                .toList();
        return position < columns.size() ? columns.get(position).text() : null;
    }

    /** The bracket that the literal stands in; -1 for none. */
    private int opening() {
        int depth = 0;
        for (int i = index - 1; i >= 0 && index - i < MAX_DISTANCE; i--) {
            if (tokens.get(i).is(")")) {
                depth++;
            } else if (tokens.get(i).is("(") && depth-- == 0) {
                return i;
            }
        }
        return -1;
    }

    private int commas(int from, int to) {
        int commas = 0;
        int depth = 0;
        for (Token token : tokens.subList(from, to)) {
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            commas += depth == 0 && token.is(",") ? 1 : 0;
        }
        return commas;
    }

    private int indexOf(String word, int from) {
        for (int i = from; i < tokens.size(); i++) {
            if (tokens.get(i).is(word)) {
                return i;
            }
        }
        return -1;
    }

    private String typeAt(int position) {
        int last = position;
        while (last + 2 < tokens.size() && tokens.get(last + 1).is(".")) {
            last += 2;
        }
        return last < tokens.size() ? tokens.get(last).text() : "";
    }

    private boolean is(int offset, String word) {
        return at(offset).is(word);
    }

    private Token at(int offset) {
        int position = index + offset;
        return position >= 0 && position < tokens.size() ? tokens.get(position) : NONE;
    }
}
