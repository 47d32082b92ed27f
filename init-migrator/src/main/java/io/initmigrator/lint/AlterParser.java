package io.initmigrator.lint;

import java.util.List;
import java.util.Locale;

/** Reads what stands behind {@code ALTER}. */
final class AlterParser {

    private AlterParser() {}

    static Command parse(Cursor cursor) {
        if (cursor.at("table", "all", "in") || cursor.at("index", "all", "in")) {
            return new Command.Other();
        }
        cursor.accept("materialized");
        return switch (cursor.take().text()) {
            case "table", "view" -> table(cursor);
            case "foreign" -> cursor.accept("table") ? foreignTable(cursor) : new Command.Other();
            case "index" -> index(cursor);
            case "sequence" -> sequence(cursor);
            case "type" -> type(cursor);
            case "trigger", "policy", "rule" -> onTable(cursor);
            default -> new Command.Other();
        };
    }

    private static Command table(Cursor cursor) {
        cursor.accept("if", "exists");
        cursor.accept("only");
        Name table = cursor.name();
        cursor.accept("*");
        List<Command.Change> changes = cursor.items().stream()
                .map(item -> new Command.Change(TableChangeParser.parse(item, table), item.line()))
                .toList();
        return new Command.AlterTable(table, changes);
    }

    private static Command foreignTable(Cursor cursor) {
        cursor.accept("if", "exists");
        cursor.accept("only");
        return new Command.LockedBy(cursor.name(), LockMode.ACCESS_EXCLUSIVE);
    }

    private static Command index(Cursor cursor) {
        cursor.accept("if", "exists");
        Name index = cursor.name();
        if (cursor.accept("rename", "to")) {
            return new Command.RenameIndex(index, cursor.name().local());
        }
        boolean weak = cursor.at("set", "(") || cursor.at("reset");
        return new Command.LockedBy(index, weak ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE);
    }

    private static Command sequence(Cursor cursor) {
        cursor.accept("if", "exists");
        Name name = cursor.name();
        boolean strong = cursor.atAny("rename", "owner") || cursor.at("set");
        return new Command.LockedBy(name, strong ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_ROW_EXCLUSIVE);
    }

    private static Command type(Cursor cursor) {
        Name type = cursor.name();
        if (!cursor.accept("add", "value")) {
            return new Command.Other();
        }
        cursor.accept("if", "not", "exists");
        return new Command.AddEnumValue(type, cursor.take().text());
    }

    private static Command onTable(Cursor cursor) {
        return cursor.skipTo("on") && cursor.accept("on")
                ? new Command.LockedBy(cursor.name(), LockMode.ACCESS_EXCLUSIVE)
                : new Command.Other();
    }

    /** For messages. */
    static String upper(Token token) {
        return token.text().toUpperCase(Locale.ROOT);
    }
}
