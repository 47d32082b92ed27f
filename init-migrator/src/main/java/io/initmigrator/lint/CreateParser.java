package io.initmigrator.lint;

import java.util.ArrayList;
import java.util.List;

/** Reads what stands behind {@code CREATE}. */
final class CreateParser {

    private CreateParser() {}

    static Command parse(Cursor cursor) {
        cursor.accept("or", "replace");
        cursor.acceptAny("global", "local");
        cursor.acceptAny("temporary", "temp", "unlogged", "foreign", "materialized", "constraint");
        cursor.accept("recursive");
        boolean unique = cursor.accept("unique");
        return switch (cursor.take().text()) {
            case "table" -> table(cursor);
            case "view" -> view(cursor);
            case "index" -> index(cursor, unique);
            case "type" -> new Command.CreateType(cursor.name());
            case "trigger" -> onTable(cursor, LockMode.SHARE_ROW_EXCLUSIVE);
            case "policy" -> onTable(cursor, LockMode.ACCESS_EXCLUSIVE);
            case "rule" -> rule(cursor);
            case "statistics" -> statistics(cursor);
            default -> new Command.Other();
        };
    }

    private static Command table(Cursor cursor) {
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        Name name = cursor.name();
        List<Name> parents = new ArrayList<>();
        boolean isPartition = cursor.accept("partition", "of");
        if (isPartition) {
            parents.add(cursor.name());
        }
        List<Column> columns = new ArrayList<>();
        List<Constraint> constraints = new ArrayList<>();
        for (Cursor item : cursor.inParentheses().items()) {
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
        return new Command.CreateTable(name, partitioned, isPartition, ifNotExists, columns, constraints, parents);
    }

    private static List<Name> names(Cursor cursor) {
        return cursor.atEnd() ? List.of() : cursor.names();
    }

    private static Command view(Cursor cursor) {
        cursor.accept("if", "not", "exists");
        return new Command.CreateView(cursor.name());
    }

    private static Command index(Cursor cursor, boolean unique) {
        boolean concurrently = cursor.accept("concurrently");
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        String name = cursor.at("on") ? "" : cursor.name().local();
        cursor.accept("on");
        boolean only = cursor.accept("only");
        return new Command.CreateIndex(name, cursor.name(), concurrently, ifNotExists, unique, only);
    }

    private static Command onTable(Cursor cursor, LockMode mode) {
        return cursor.skipTo("on") && cursor.accept("on")
                ? new Command.LockedBy(cursor.name(), mode)
                : new Command.Other();
    }

    private static Command rule(Cursor cursor) {
        return cursor.skipTo("to") && cursor.accept("to")
                ? new Command.LockedBy(cursor.name(), LockMode.ACCESS_EXCLUSIVE)
                : new Command.Other();
    }

    private static Command statistics(Cursor cursor) {
        return cursor.skipTo("from") && cursor.accept("from")
                ? new Command.LockedBy(cursor.name(), LockMode.SHARE_UPDATE_EXCLUSIVE)
                : new Command.Other();
    }
}
