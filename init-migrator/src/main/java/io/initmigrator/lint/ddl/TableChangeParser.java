package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.Locale;
import java.util.Set;

/** Reads a subcommand of an {@code ALTER TABLE}. */
final class TableChangeParser {

    /** Options of tables, views and indexes that take the strongest lock to change. */
    private static final Set<String> STRONG_OPTIONS = Set.of(
            "user_catalog_table",
            "security_barrier",
            "security_invoker",
            "check_option",
            "fastupdate",
            "gin_pending_list_limit",
            "buffering",
            "pages_per_range",
            "autosummarize");

    private TableChangeParser() {}

    static TableChange parse(TokenCursor cursor, QualifiedName table, boolean isView) {
        return switch (cursor.take().keyword()) {
            case "add" -> add(cursor);
            case "drop" -> drop(cursor);
            case "alter" -> ColumnChangeParser.parse(cursor);
            case "rename" -> rename(cursor, table);
            case "validate" -> validate(cursor);
            case "set" -> set(cursor, table, isView);
            case "reset" -> other(lockOfOptions(cursor.inParentheses(), isView));
            case "disable" -> disable(cursor);
            case "enable" -> enable(cursor);
            case "cluster" -> other(LockMode.SHARE_UPDATE_EXCLUSIVE);
            case "attach" -> attach(cursor);
            case "detach" -> detach(cursor);
            case "inherit" -> new TableChange.Inherit(cursor.name());
            case "no" ->
                cursor.accept("inherit") ? new TableChange.NoInherit(cursor.name()) : other(LockMode.ACCESS_EXCLUSIVE);
            default -> other(LockMode.ACCESS_EXCLUSIVE);
        };
    }

    /** The lock that {@code SET (…)} takes: a weak one if all that it sets is read by each statement. */
    static LockMode lockOfOptions(TokenCursor options, boolean isView) {
        boolean weak = !isView
                && options.items().stream()
                        .map(option -> option.peek().text())
                        .noneMatch(name -> STRONG_OPTIONS.contains(name));
        return weak ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
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
        boolean constraint = cursor.accept("constraint");
        if (!constraint) {
            cursor.accept("column");
        }
        cursor.accept("if", "exists");
        String name = cursor.take().text();
        boolean cascade = cursor.at("cascade");
        return constraint ? new TableChange.DropConstraint(name, cascade) : new TableChange.DropColumn(name, cascade);
    }

    private static TableChange rename(TokenCursor cursor, QualifiedName table) {
        if (cursor.accept("to")) {
            return new TableChange.RenameTable(table.renamed(cursor.take().text()));
        }
        boolean constraint = cursor.accept("constraint");
        if (!constraint) {
            cursor.accept("column");
        }
        String from = cursor.take().text();
        cursor.accept("to");
        String to = cursor.take().text();
        return constraint ? new TableChange.RenameConstraint(from, to) : new TableChange.RenameColumn(from, to);
    }

    private static TableChange validate(TokenCursor cursor) {
        cursor.accept("constraint");
        return new TableChange.ValidateConstraint(cursor.take().text());
    }

    private static TableChange set(TokenCursor cursor, QualifiedName table, boolean isView) {
        if (cursor.accept("schema")) {
            return new TableChange.RenameTable(new QualifiedName(cursor.take().text(), table.local()));
        }
        if (cursor.atAny("tablespace", "logged", "unlogged")) {
            return new TableChange.Rewrite("SET " + cursor.take().text().toUpperCase(Locale.ROOT));
        }
        if (cursor.at("access", "method")) {
            return new TableChange.Rewrite("SET ACCESS METHOD");
        }
        if (cursor.at("(")) {
            return other(lockOfOptions(cursor.inParentheses(), isView));
        }
        return other(cursor.at("without", "cluster") ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE);
    }

    private static TableChange disable(TokenCursor cursor) {
        return cursor.accept("trigger")
                ? new TableChange.DisableTrigger(cursor.take().text())
                : other(LockMode.ACCESS_EXCLUSIVE);
    }

    private static TableChange enable(TokenCursor cursor) {
        cursor.acceptAny("always", "replica");
        return cursor.at("trigger") ? new TableChange.EnableTrigger() : other(LockMode.ACCESS_EXCLUSIVE);
    }

    private static TableChange attach(TokenCursor cursor) {
        cursor.accept("partition");
        QualifiedName partition = cursor.name();
        return new TableChange.AttachPartition(partition, cursor.at("default"));
    }

    private static TableChange detach(TokenCursor cursor) {
        cursor.accept("partition");
        QualifiedName partition = cursor.name();
        return new TableChange.DetachPartition(partition, cursor.atAny("concurrently", "finalize"));
    }

    private static TableChange other(LockMode lock) {
        return new TableChange.Other(lock, false);
    }
}
