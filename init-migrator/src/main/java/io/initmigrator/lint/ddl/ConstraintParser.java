package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads constraints, of a table or behind a column. */
final class ConstraintParser {

    private ConstraintParser() {}

    /** Returns whether a constraint comes next; {@code UNIQUE} and the like are not names of columns. */
    static boolean begins(TokenCursor cursor) {
        return cursor.atAny("constraint", "primary", "unique", "foreign", "check", "exclude")
                || cursor.at("not", "null");
    }

    /** A constraint of a table, to the end of {@code cursor}. */
    static Constraint ofTable(TokenCursor cursor) {
        Token first = cursor.peek();
        String name = cursor.accept("constraint") ? cursor.name().local() : "";
        Set<String> notNull = cursor.at("not", "null") ? notNullColumn(cursor) : checked(cursor);
        Constraint.Kind kind = kind(cursor);
        List<String> columns = kind == Constraint.Kind.CHECK ? words(cursor) : columns(cursor);
        return new Constraint(
                kind,
                name,
                columns,
                !cursor.has("not", "valid") && !cursor.has("not", "enforced"),
                index(cursor),
                references(cursor),
                referencedColumns(cursor),
                notNull,
                first.place());
    }

    /** One constraint behind a column, and past it; null for one that has no effect on the rows. */
    static @Nullable Constraint ofColumn(TokenCursor cursor, String column) {
        Token first = cursor.peek();
        String name = cursor.accept("constraint") ? cursor.name().local() : "";
        if (!cursor.atAny("primary", "unique", "check", "references")) {
            return null;
        }
        Set<String> notNull = checked(cursor);
        Constraint.Kind kind = kind(cursor);
        List<String> columns = List.of(column);
        if (kind == Constraint.Kind.CHECK) {
            columns = Stream.concat(columns.stream(), words(cursor).stream())
                    .distinct()
                    .toList();
        }
        QualifiedName target = kind == Constraint.Kind.FOREIGN_KEY ? cursor.name() : null;
        List<String> referenced = target == null ? List.of() : columnsIn(cursor.copy());
        cursor.inParentheses();
        boolean enforced = true;
        while (cursor.atAny("on", "match", "deferrable", "initially", "enforced", "no", "cascade", "restrict")
                || cursor.at("not", "enforced")
                || cursor.at("not", "deferrable")) {
            enforced &= !cursor.accept("not", "enforced");
            if (cursor.accept("on")) {
                cursor.acceptAny("delete", "update");
                cursor.accept("set");
            }
            cursor.take();
        }
        return new Constraint(kind, name, columns, enforced, null, target, referenced, notNull, first.place());
    }

    private static Constraint.Kind kind(TokenCursor cursor) {
        return switch (cursor.take().keyword()) {
            case "primary" -> {
                cursor.accept("key");
                yield Constraint.Kind.PRIMARY_KEY;
            }
            case "unique" -> {
                if (cursor.accept("nulls")) {
                    cursor.accept("not");
                    cursor.accept("distinct");
                }
                yield Constraint.Kind.UNIQUE;
            }
            case "exclude" -> Constraint.Kind.EXCLUDE;
            case "foreign" -> {
                cursor.accept("key");
                yield Constraint.Kind.FOREIGN_KEY;
            }
            case "references" -> Constraint.Kind.FOREIGN_KEY;
            case "not" -> {
                cursor.accept("null");
                yield Constraint.Kind.NOT_NULL;
            }
            default -> Constraint.Kind.CHECK;
        };
    }

    private static List<String> columns(TokenCursor cursor) {
        return columnsIn(cursor.copy());
    }

    private static List<String> columnsIn(TokenCursor list) {
        return list.inParentheses().items().stream()
                .map(item -> item.take().text())
                .toList();
    }

    private static List<String> words(TokenCursor cursor) {
        return cursor.copy().inParentheses().rest().stream()
                .filter(Token::isName)
                .map(Token::text)
                .distinct()
                .toList();
    }

    private static @Nullable QualifiedName index(TokenCursor cursor) {
        TokenCursor ahead = cursor.copy();
        while (ahead.skipTo("using")) {
            if (ahead.accept("using", "index") && !ahead.at("tablespace")) {
                return ahead.name();
            }
            ahead.take();
        }
        return null;
    }

    private static @Nullable QualifiedName references(TokenCursor cursor) {
        TokenCursor ahead = cursor.copy();
        return ahead.skipTo("references") && ahead.accept("references") ? ahead.name() : null;
    }

    private static List<String> referencedColumns(TokenCursor cursor) {
        TokenCursor ahead = cursor.copy();
        if (!ahead.skipTo("references")) {
            return List.of();
        }
        ahead.take();
        ahead.name();
        return columnsIn(ahead);
    }

    private static Set<String> notNullColumn(TokenCursor cursor) {
        TokenCursor ahead = cursor.copy();
        return ahead.accept("not", "null") ? Set.of(ahead.name().local()) : Set.of();
    }

    /** The columns that a check such as {@code (a IS NOT NULL AND b IS NOT NULL)} proves to hold no null. */
    private static Set<String> checked(TokenCursor cursor) {
        TokenCursor ahead = cursor.copy();
        if (!ahead.accept("check")) {
            return Set.of();
        }
        TokenCursor expression = ahead.inParentheses().unwrapped();
        Set<String> columns = new TreeSet<>();
        if (expression.has("or")) {
            return columns;
        }
        while (!expression.atEnd()) {
            TokenCursor term = expression.upTo("and").unwrapped();
            Token column = term.take();
            if (column.isName() && term.size() == 3 && term.at("is", "not", "null")) {
                columns.add(column.text());
            }
        }
        return columns;
    }
}
