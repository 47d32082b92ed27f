package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands behind {@code CREATE}. */
final class CreateParser {

    private CreateParser() {}

    static Ddl parse(TokenCursor cursor) {
        cursor.accept("or", "replace");
        cursor.acceptAny("global", "local");
        cursor.acceptAny("temporary", "temp", "unlogged", "foreign", "materialized", "constraint");
        cursor.accept("recursive");
        boolean unique = cursor.accept("unique");
        return switch (cursor.take().text()) {
            case "table" -> table(cursor);
            case "view" -> view(cursor);
            case "index" -> index(cursor, unique);
            case "type" -> new Ddl.CreateType(cursor.name());
            case "trigger" -> onTable(cursor, LockMode.SHARE_ROW_EXCLUSIVE);
            case "policy" -> onTable(cursor, LockMode.ACCESS_EXCLUSIVE);
            case "rule" -> rule(cursor);
            case "statistics" -> statistics(cursor);
            default -> new Ddl.Other();
        };
    }

    private static Ddl table(TokenCursor cursor) {
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        QualifiedName name = cursor.name();
        List<QualifiedName> parents = new ArrayList<>();
        boolean isPartition = cursor.accept("partition", "of");
        if (isPartition) {
            parents.add(cursor.name());
        }
        List<Column> columns = new ArrayList<>();
        List<Constraint> constraints = new ArrayList<>();
        for (TokenCursor item : cursor.inParentheses().items()) {
            if (ConstraintParser.begins(item)) {
                constraints.add(ConstraintParser.ofTable(item));
            } else if (!item.at("like")) {
                columns.add(ColumnParser.parse(item));
            }
        }
        if (cursor.accept("inherits")) {
            parents.addAll(names(cursor.inParentheses()));
        }
        boolean partitioned = cursor.has("partition", "by");
        return new Ddl.CreateTable(name, partitioned, isPartition, ifNotExists, columns, constraints, parents);
    }

    private static List<QualifiedName> names(TokenCursor cursor) {
        return cursor.atEnd() ? List.of() : cursor.names();
    }

    private static Ddl view(TokenCursor cursor) {
        cursor.accept("if", "not", "exists");
        return new Ddl.CreateView(cursor.name());
    }

    private static Ddl index(TokenCursor cursor, boolean unique) {
        boolean concurrently = cursor.accept("concurrently");
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        String name = cursor.at("on") ? "" : cursor.name().local();
        cursor.accept("on");
        boolean only = cursor.accept("only");
        return new Ddl.CreateIndex(name, cursor.name(), concurrently, ifNotExists, unique, only);
    }

    private static Ddl onTable(TokenCursor cursor, LockMode mode) {
        return cursor.skipTo("on") && cursor.accept("on") ? new Ddl.LockedBy(cursor.name(), mode) : new Ddl.Other();
    }

    private static Ddl rule(TokenCursor cursor) {
        return cursor.skipTo("to") && cursor.accept("to")
                ? new Ddl.LockedBy(cursor.name(), LockMode.ACCESS_EXCLUSIVE)
                : new Ddl.Other();
    }

    private static Ddl statistics(TokenCursor cursor) {
        return cursor.skipTo("from") && cursor.accept("from")
                ? new Ddl.LockedBy(cursor.name(), LockMode.SHARE_UPDATE_EXCLUSIVE)
                : new Ddl.Other();
    }
}
