package io.initmigrator.lint.analysis;

import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Estimates how many rows the condition of an {@code UPDATE} or a {@code DELETE} selects. */
public final class Conditions {

    private Conditions() {}

    /** Returns whether it holds for every row: {@code true}, {@code 1 = 1}, {@code id IS NOT NULL} of a column that holds no null. */
    public static boolean alwaysHold(TokenCursor condition, @Nullable KnownTable table) {
        TokenCursor all = condition.unwrapped();
        if (all.atEnd() || all.has("or")) {
            return false;
        }
        while (!all.atEnd()) {
            if (!alwaysHolds(all.upTo("and").unwrapped(), table)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether it is for one row: {@code id = 5} of a key. */
    public static boolean nameOneRow(TokenCursor condition, @Nullable KnownTable table) {
        TokenCursor all = condition.unwrapped();
        if (table == null || all.has("or")) {
            return false;
        }
        while (!all.atEnd()) {
            TokenCursor term = all.upTo("and").unwrapped();
            if (term.size() == 3
                    && term.peekSecond().is("=")
                    && table.isKey(term.peek().text())
                    && isConstant(term.rest().get(2))) {
                return true;
            }
        }
        return false;
    }

    private static boolean alwaysHolds(TokenCursor term, @Nullable KnownTable table) {
        if (term.at("true") || term.at("not", "false")) {
            return term.size() == (term.at("true") ? 1 : 2);
        }
        List<Token> tokens = term.rest();
        if (tokens.size() == 3 && tokens.get(1).is("=")) {
            Token left = tokens.getFirst();
            Token right = tokens.get(2);
            return isConstant(left)
                    && left.kind() == right.kind()
                    && left.text().equals(right.text());
        }
        return tokens.size() == 4
                && tokens.getFirst().isName()
                && tokens.get(1).is("is")
                && tokens.get(2).is("not")
                && tokens.get(3).is("null")
                && table != null
                && table.holdsNoNull(tokens.getFirst().text());
    }

    private static boolean isConstant(Token token) {
        return token.kind() == Token.Kind.NUMBER || token.kind() == Token.Kind.STRING;
    }
}
