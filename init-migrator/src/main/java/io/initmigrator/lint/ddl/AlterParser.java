package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.List;

/** Reads what follows {@code ALTER}. */
final class AlterParser {

    private AlterParser() {}

    static Ddl parse(TokenCursor cursor) {
        if (cursor.at("table", "all", "in") || cursor.at("materialized", "view", "all")) {
            return new Ddl.RewriteTables("ALTER TABLE ALL IN TABLESPACE", List.of());
        }
        boolean materialized = cursor.accept("materialized");
        return switch (cursor.take().keyword()) {
            case "table" -> table(cursor, false);
            case "view" -> table(cursor, !materialized);
            case "foreign" -> cursor.accept("table") ? table(cursor, false) : new Ddl.Other();
            case "index" -> index(cursor);
            case "sequence" -> sequence(cursor);
            case "type" -> type(cursor);
            case "domain" -> domain(cursor);
            case "schema" -> schema(cursor);
            case "trigger" -> trigger(cursor);
            case "policy", "rule" -> onTable(cursor);
            case "function", "routine" -> function(cursor);
            default -> new Ddl.Other();
        };
    }

    private static Ddl table(TokenCursor cursor, boolean isView) {
        boolean ifExists = cursor.accept("if", "exists");
        boolean only = cursor.accept("only");
        QualifiedName table = cursor.name();
        cursor.accept("*");
        List<Ddl.Change> changes = cursor.items().stream()
                .map(item -> {
                    Token first = item.peek();
                    TableChange change = TableChangeParser.parse(item, table, isView);
                    return new Ddl.Change(change, first.place());
                })
                .toList();
        return new Ddl.AlterTable(table, isView, only, ifExists, changes);
    }

    private static Ddl index(TokenCursor cursor) {
        if (cursor.accept("all", "in")) {
            return new Ddl.RewriteTables("ALTER INDEX ALL IN TABLESPACE", List.of());
        }
        cursor.accept("if", "exists");
        QualifiedName index = cursor.name();
        if (cursor.accept("rename", "to")) {
            return new Ddl.RenameIndex(index, cursor.name().local());
        }
        if (cursor.at("set", "tablespace")) {
            return new Ddl.MoveIndex(index);
        }
        if (cursor.accept("attach", "partition") || cursor.at("alter")) {
            return new Ddl.LockedBy(List.of(index), LockMode.SHARE_UPDATE_EXCLUSIVE);
        }
        boolean options = cursor.acceptAny("set", "reset") && cursor.at("(");
        LockMode mode =
                options ? TableChangeParser.lockOfOptions(cursor.inParentheses(), false) : LockMode.ACCESS_EXCLUSIVE;
        return new Ddl.LockedBy(List.of(index), mode);
    }

    private static Ddl sequence(TokenCursor cursor) {
        cursor.accept("if", "exists");
        QualifiedName name = cursor.name();
        if (cursor.accept("rename", "to")) {
            Token to = cursor.take();
            Ddl.Change change = new Ddl.Change(new TableChange.RenameTable(name.renamed(to.text())), to.place());
            return new Ddl.AlterTable(name, false, true, false, List.of(change));
        }
        if (cursor.at("owned", "by")) {
            return new Ddl.OwnSequence(name, CreateParser.owner(cursor));
        }
        boolean strong = cursor.at("owner", "to") || cursor.at("set");
        return new Ddl.LockedBy(List.of(name), strong ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_ROW_EXCLUSIVE);
    }

    private static Ddl type(TokenCursor cursor) {
        QualifiedName type = cursor.name();
        if (cursor.accept("rename", "to")) {
            return new Ddl.RenameType(type, type.renamed(cursor.take().text()));
        }
        if (cursor.accept("set", "schema")) {
            return new Ddl.RenameType(type, new QualifiedName(cursor.take().text(), type.local()));
        }
        if (cursor.accept("rename", "value")) {
            String from = cursor.take().text();
            cursor.accept("to");
            return new Ddl.RenameEnumValue(type, from, cursor.take().text());
        }
        if (!cursor.accept("add", "value")) {
            return new Ddl.Other();
        }
        cursor.accept("if", "not", "exists");
        return new Ddl.AddEnumValue(type, cursor.take().text());
    }

    private static Ddl domain(TokenCursor cursor) {
        QualifiedName domain = cursor.name();
        if (cursor.accept("rename", "to")) {
            return new Ddl.RenameType(domain, domain.renamed(cursor.take().text()));
        }
        boolean notNull = cursor.at("set", "not", "null")
                || (cursor.at("add") && cursor.copy().has("not", "null"));
        if (cursor.accept("add") || notNull) {
            return new Ddl.ConstrainDomain(domain, !cursor.has("not", "valid"), notNull, false);
        }
        if (cursor.accept("validate", "constraint")) {
            return new Ddl.ConstrainDomain(domain, true, false, true);
        }
        return new Ddl.Other();
    }

    private static Ddl schema(TokenCursor cursor) {
        String schema = cursor.take().text();
        return cursor.accept("rename", "to")
                ? new Ddl.RenameSchema(schema, cursor.take().text())
                : new Ddl.Other();
    }

    private static Ddl trigger(TokenCursor cursor) {
        String trigger = cursor.take().text();
        if (!cursor.accept("on")) {
            return new Ddl.Other();
        }
        QualifiedName table = cursor.name();
        return new Ddl.AlterTrigger(
                trigger, table, cursor.accept("rename", "to") ? cursor.take().text() : "");
    }

    private static Ddl function(TokenCursor cursor) {
        QualifiedName name = cursor.name();
        cursor.inParentheses();
        boolean stable = cursor.has("stable") || cursor.has("immutable");
        return stable || cursor.has("volatile") ? new Ddl.AlterFunction(name, !stable) : new Ddl.Other();
    }

    private static Ddl onTable(TokenCursor cursor) {
        return cursor.skipTo("on") && cursor.accept("on")
                ? new Ddl.LockedBy(List.of(cursor.name()), LockMode.ACCESS_EXCLUSIVE)
                : new Ddl.Other();
    }
}
