package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.TokenCursor;

/** Reads one of the things that an {@code ALTER TABLE} does. */
final class TableChangeParser {

    private TableChangeParser() {}

    static TableChange parse(TokenCursor cursor, QualifiedName table) {
        return switch (cursor.take().text()) {
            case "add" -> add(cursor);
            case "drop" -> drop(cursor);
            case "alter" -> alterColumn(cursor);
            case "rename" -> rename(cursor, table);
            case "validate" -> validate(cursor);
            case "set" -> set(cursor, table);
            case "disable" -> disable(cursor);
            case "enable" ->
                other(cursor.atAny("row", "rule") ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_ROW_EXCLUSIVE);
            case "cluster", "reset" -> other(LockMode.SHARE_UPDATE_EXCLUSIVE);
            case "attach" -> attach(cursor);
            case "detach" -> detach(cursor);
            default -> other(LockMode.ACCESS_EXCLUSIVE);
        };
    }

    private static TableChange add(TokenCursor cursor) {
        if (ConstraintParser.begins(cursor)) {
            return new TableChange.AddConstraint(ConstraintParser.ofTable(cursor));
        }
        cursor.accept("column");
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        return new TableChange.AddColumn(ColumnParser.parse(cursor), ifNotExists);
    }

    private static TableChange drop(TokenCursor cursor) {
        if (cursor.accept("constraint")) {
            return other(LockMode.ACCESS_EXCLUSIVE);
        }
        cursor.accept("column");
        cursor.accept("if", "exists");
        return new TableChange.DropColumn(cursor.take().text());
    }

    private static TableChange alterColumn(TokenCursor cursor) {
        if (cursor.accept("constraint")) {
            return other(LockMode.ACCESS_EXCLUSIVE);
        }
        cursor.accept("column");
        String column = cursor.take().text();
        if (cursor.accept("set", "not", "null")) {
            return new TableChange.SetNotNull(column);
        }
        if (cursor.accept("set", "data", "type") || cursor.accept("type")) {
            ColumnType type = ColumnType.read(cursor);
            return new TableChange.ChangeType(column, type, converts(cursor, column));
        }
        boolean weak = cursor.at("set", "statistics") || cursor.at("set", "(") || cursor.at("reset", "(");
        return other(weak ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE);
    }

    /** {@code USING a::type} does what the change would do without it. */
    private static boolean converts(TokenCursor cursor, String column) {
        if (!cursor.skipTo("using")) {
            return false;
        }
        cursor.take();
        boolean plain = cursor.take().text().equals(column) && (cursor.atEnd() || cursor.accept(":", ":"));
        ColumnType.read(cursor);
        return !plain || !cursor.atEnd();
    }

    private static TableChange rename(TokenCursor cursor, QualifiedName table) {
        if (cursor.accept("to")) {
            return new TableChange.RenameTable(table.renamed(cursor.take().text()));
        }
        if (cursor.accept("constraint")) {
            return other(LockMode.ACCESS_EXCLUSIVE);
        }
        cursor.accept("column");
        String from = cursor.take().text();
        cursor.accept("to");
        return new TableChange.RenameColumn(from, cursor.take().text());
    }

    private static TableChange validate(TokenCursor cursor) {
        cursor.accept("constraint");
        return new TableChange.ValidateConstraint(cursor.take().text());
    }

    private static TableChange set(TokenCursor cursor, QualifiedName table) {
        if (cursor.accept("schema")) {
            return new TableChange.RenameTable(new QualifiedName(cursor.take().text(), table.local()));
        }
        if (cursor.atAny("tablespace", "logged", "unlogged") || cursor.at("access", "method")) {
            return new TableChange.Rewrite("SET " + AlterParser.upper(cursor.take()));
        }
        boolean weak = cursor.at("(") || cursor.at("without", "cluster");
        return other(weak ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE);
    }

    private static TableChange disable(TokenCursor cursor) {
        return cursor.accept("trigger")
                ? new TableChange.DisableTrigger(cursor.take().text())
                : other(LockMode.ACCESS_EXCLUSIVE);
    }

    private static TableChange attach(TokenCursor cursor) {
        cursor.accept("partition");
        return new TableChange.AttachPartition(cursor.name());
    }

    private static TableChange detach(TokenCursor cursor) {
        cursor.accept("partition");
        QualifiedName partition = cursor.name();
        return new TableChange.DetachPartition(partition, cursor.accept("concurrently"));
    }

    private static TableChange other(LockMode lock) {
        return new TableChange.Other(lock);
    }
}
