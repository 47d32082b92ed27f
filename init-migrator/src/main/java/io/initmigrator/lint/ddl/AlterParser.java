package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.List;
import java.util.Locale;

/** Reads what stands behind {@code ALTER}. */
final class AlterParser {

    private AlterParser() {}

    static Ddl parse(TokenCursor cursor) {
        if (cursor.at("table", "all", "in") || cursor.at("index", "all", "in")) {
            return new Ddl.Other();
        }
        cursor.accept("materialized");
        return switch (cursor.take().text()) {
            case "table", "view" -> table(cursor);
            case "foreign" -> cursor.accept("table") ? foreignTable(cursor) : new Ddl.Other();
            case "index" -> index(cursor);
            case "sequence" -> sequence(cursor);
            case "type" -> type(cursor);
            case "trigger", "policy", "rule" -> onTable(cursor);
            default -> new Ddl.Other();
        };
    }

    private static Ddl table(TokenCursor cursor) {
        cursor.accept("if", "exists");
        cursor.accept("only");
        QualifiedName table = cursor.name();
        cursor.accept("*");
        List<Ddl.Change> changes = cursor.items().stream()
                .map(item -> new Ddl.Change(TableChangeParser.parse(item, table), item.line()))
                .toList();
        return new Ddl.AlterTable(table, changes);
    }

    private static Ddl foreignTable(TokenCursor cursor) {
        cursor.accept("if", "exists");
        cursor.accept("only");
        return new Ddl.LockedBy(cursor.name(), LockMode.ACCESS_EXCLUSIVE);
    }

    private static Ddl index(TokenCursor cursor) {
        cursor.accept("if", "exists");
        QualifiedName index = cursor.name();
        if (cursor.accept("rename", "to")) {
            return new Ddl.RenameIndex(index, cursor.name().local());
        }
        boolean weak = cursor.at("set", "(") || cursor.at("reset");
        return new Ddl.LockedBy(index, weak ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE);
    }

    private static Ddl sequence(TokenCursor cursor) {
        cursor.accept("if", "exists");
        QualifiedName name = cursor.name();
        boolean strong = cursor.atAny("rename", "owner") || cursor.at("set");
        return new Ddl.LockedBy(name, strong ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_ROW_EXCLUSIVE);
    }

    private static Ddl type(TokenCursor cursor) {
        QualifiedName type = cursor.name();
        if (!cursor.accept("add", "value")) {
            return new Ddl.Other();
        }
        cursor.accept("if", "not", "exists");
        return new Ddl.AddEnumValue(type, cursor.take().text());
    }

    private static Ddl onTable(TokenCursor cursor) {
        return cursor.skipTo("on") && cursor.accept("on")
                ? new Ddl.LockedBy(cursor.name(), LockMode.ACCESS_EXCLUSIVE)
                : new Ddl.Other();
    }

    /** For messages. */
    static String upper(Token token) {
        return token.text().toUpperCase(Locale.ROOT);
    }
}
