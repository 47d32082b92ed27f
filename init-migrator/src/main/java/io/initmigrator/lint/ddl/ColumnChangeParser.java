package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@code ALTER TABLE … ALTER} does to a column or a constraint. */
final class ColumnChangeParser {

    private ColumnChangeParser() {}

    static TableChange parse(TokenCursor cursor) {
        if (cursor.accept("constraint")) {
            String constraint = cursor.take().text();
            Boolean enforced = cursor.has("enforced") ? Boolean.valueOf(!cursor.has("not", "enforced")) : null;
            return new TableChange.AlterConstraint(constraint, enforced);
        }
        cursor.accept("column");
        String column = cursor.take().text();
        if (cursor.accept("drop")) {
            return drop(cursor, column);
        }
        if (cursor.accept("set", "data", "type") || cursor.accept("type")) {
            return type(cursor, column);
        }
        if (cursor.accept("add")) {
            return new TableChange.AddIdentity(column, isAlways(cursor));
        }
        if (cursor.at("restart")) {
            return new TableChange.AlterIdentity(column, isAlways(cursor));
        }
        return cursor.accept("set") ? set(cursor, column) : other(cursor.at("reset", "("));
    }

    private static boolean isAlways(TokenCursor cursor) {
        return cursor.has("generated", "always");
    }

    private static TableChange drop(TokenCursor cursor, String column) {
        return switch (cursor.take().keyword()) {
            case "not" -> new TableChange.DropNotNull(column);
            case "default" -> new TableChange.DropDefault(column);
            case "identity" -> new TableChange.DropIdentity(column);
            case "expression" -> new TableChange.DropExpression(column);
            default -> other(false);
        };
    }

    private static TableChange set(TokenCursor cursor, String column) {
        if (cursor.accept("not", "null")) {
            return new TableChange.SetNotNull(column);
        }
        if (cursor.accept("default")) {
            return new TableChange.SetDefault(column, ColumnParser.defaultValue(cursor));
        }
        if (cursor.accept("expression")) {
            return new TableChange.SetExpression(column);
        }
        if (cursor.atAny("statistics", "(", "storage", "compression")) {
            return other(cursor.atAny("statistics", "("));
        }
        return new TableChange.AlterIdentity(column, isAlways(cursor));
    }

    private static TableChange type(TokenCursor cursor, String column) {
        ColumnType type = ColumnType.read(cursor);
        String collation = cursor.accept("collate") ? cursor.name().local() : "";
        boolean converts = cursor.skipTo("using") && cursor.accept("using");
        return new TableChange.ChangeType(column, type, collation, converts ? casts(cursor, column) : List.of());
    }

    /** The types in {@code a::text::mood} or {@code CAST(a AS mood)}; null for any other expression. */
    private static @Nullable List<ColumnType> casts(TokenCursor cursor, String column) {
        List<TokenCursor> outer = new ArrayList<>();
        TokenCursor inner = cursor.unwrapped();
        while (inner.at("cast", "(")) {
            TokenCursor argument = inner.copy();
            argument.take();
            inner = argument.inParentheses();
            outer.addFirst(argument);
        }
        List<ColumnType> casts = new ArrayList<>();
        TokenCursor rest = inner.copy();
        while (rest.at("(")) {
            inner = rest.inParentheses();
            if (inner.has(":", ":")) {
                return null;
            }
            outer.addFirst(rest);
            rest = inner;
        }
        if (!rest.take().text().equals(column)) {
            return null;
        }
        readCasts(rest, casts);
        for (TokenCursor each : outer) {
            readCasts(rest, casts);
            if (!rest.atEnd()) {
                return null;
            }
            readCasts(each, casts);
            rest = each;
        }
        return rest.atEnd() ? casts : null;
    }

    private static void readCasts(TokenCursor cursor, List<ColumnType> casts) {
        while (cursor.accept(":", ":") || cursor.accept("as")) {
            casts.add(ColumnType.read(cursor));
        }
    }

    /** Such settings of a column are read by each statement; others take the strongest lock. */
    private static TableChange other(boolean weak) {
        return new TableChange.Other(weak ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE, true);
    }
}
