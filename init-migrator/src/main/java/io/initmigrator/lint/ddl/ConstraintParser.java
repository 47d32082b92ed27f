package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads constraints, of a table or behind a column. */
final class ConstraintParser {

    private ConstraintParser() {}

    /** Whether a constraint comes next; {@code UNIQUE} and the like are no names of columns. */
    static boolean begins(TokenCursor cursor) {
        return cursor.atAny("constraint", "primary", "unique", "foreign", "check", "exclude")
                || cursor.at("not", "null");
    }

    /** A constraint of a table, to the end of {@code cursor}. */
    static Constraint ofTable(TokenCursor cursor) {
        int line = cursor.line();
        String name = cursor.accept("constraint") ? cursor.name().local() : "";
        Set<String> notNull = cursor.at("not", "null") ? notNullColumn(cursor) : checked(cursor);
        Constraint.Kind kind = kind(cursor);
        boolean notValid = cursor.has("not", "valid");
        boolean usingIndex = cursor.has("using", "index");
        return new Constraint(kind, name, notValid, usingIndex, references(cursor), notNull, line);
    }

    /** One constraint behind a column, and past it. */
    static @Nullable Constraint ofColumn(TokenCursor cursor) {
        int line = cursor.line();
        String name = cursor.accept("constraint") ? cursor.name().local() : "";
        if (!cursor.atAny("primary", "unique", "check", "references")) {
            return null;
        }
        Constraint.Kind kind = kind(cursor);
        QualifiedName target = kind == Constraint.Kind.FOREIGN_KEY ? cursor.name() : null;
        if (kind == Constraint.Kind.CHECK) {
            cursor.inParentheses();
        }
        return new Constraint(kind, name, false, false, target, Set.of(), line);
    }

    private static Constraint.Kind kind(TokenCursor cursor) {
        return switch (cursor.take().text()) {
            case "primary" -> Constraint.Kind.PRIMARY_KEY;
            case "unique" -> Constraint.Kind.UNIQUE;
            case "exclude" -> Constraint.Kind.EXCLUDE;
            case "foreign" -> Constraint.Kind.FOREIGN_KEY;
            case "references" -> Constraint.Kind.FOREIGN_KEY;
            case "not" -> Constraint.Kind.NOT_NULL;
            default -> Constraint.Kind.CHECK;
        };
    }

    private static @Nullable QualifiedName references(TokenCursor cursor) {
        TokenCursor ahead = new TokenCursor(cursor.rest());
        return ahead.skipTo("references") && ahead.accept("references") ? ahead.name() : null;
    }

    private static Set<String> notNullColumn(TokenCursor cursor) {
        TokenCursor ahead = new TokenCursor(cursor.rest());
        return ahead.accept("not", "null") ? Set.of(ahead.name().local()) : Set.of();
    }

    /** The columns that a check such as {@code (a IS NOT NULL AND b IS NOT NULL)} proves to hold no null. */
    private static Set<String> checked(TokenCursor cursor) {
        TokenCursor ahead = new TokenCursor(cursor.rest());
        if (!ahead.accept("check")) {
            return Set.of();
        }
        TokenCursor expression = unwrapped(ahead.inParentheses());
        Set<String> columns = new TreeSet<>();
        while (!expression.atEnd()) {
            TokenCursor term = unwrapped(upTo(expression, "and"));
            if (term.has("or")) {
                return Set.of();
            }
            if (term.rest().size() == 4 && new TokenCursor(term.rest().subList(1, 4)).at("is", "not", "null")) {
                columns.add(term.peek().text());
            }
        }
        return columns;
    }

    private static TokenCursor upTo(TokenCursor cursor, String word) {
        List<Token> rest = cursor.rest();
        if (!cursor.skipTo(word)) {
            while (!cursor.atEnd()) {
                cursor.skip();
            }
            return new TokenCursor(rest);
        }
        List<Token> term = rest.subList(0, rest.size() - cursor.rest().size());
        cursor.take();
        return new TokenCursor(term);
    }

    private static TokenCursor unwrapped(TokenCursor cursor) {
        TokenCursor inner = new TokenCursor(cursor.rest());
        TokenCursor outer = new TokenCursor(cursor.rest());
        while (inner.at("(")) {
            TokenCursor content = inner.inParentheses();
            if (!inner.atEnd()) {
                return outer;
            }
            outer = new TokenCursor(content.rest());
            inner = content;
        }
        return outer;
    }
}
