package io.initmigrator.lint;

import java.util.List;
import java.util.Locale;

/** Reads what a statement asks for. Never fails: what it doesn't understand is {@link Command.Other}. */
final class CommandParser {

    private CommandParser() {}

    static Command parse(Statement statement) {
        Cursor cursor = statement.cursor();
        if (cursor.at("with") && !cursor.skipTo("insert", "update", "delete", "merge", "select")) {
            return new Command.Other();
        }
        String verb = cursor.take().text();
        return switch (verb) {
            case "create" -> CreateParser.parse(cursor);
            case "alter" -> AlterParser.parse(cursor);
            case "drop" -> drop(cursor);
            case "update", "delete", "insert", "merge", "copy" -> write(verb, cursor, statement.isWhole());
            case "truncate" -> truncate(cursor);
            case "lock" -> lock(cursor);
            case "reindex" -> reindex(cursor);
            case "vacuum", "cluster", "analyze", "refresh", "comment" -> maintain(verb, cursor);
            case "set", "reset", "select" -> SettingParser.parse(verb, cursor);
            case "begin", "start", "commit", "end", "rollback", "abort", "prepare" ->
                statement.inBlock() ? new Command.Other() : control(verb, cursor);
            default -> new Command.Other();
        };
    }

    private static Command drop(Cursor cursor) {
        if (cursor.accept("index")) {
            boolean concurrently = cursor.accept("concurrently");
            boolean ifExists = cursor.accept("if", "exists");
            return new Command.DropIndex(cursor.names(), concurrently, ifExists);
        }
        if (cursor.atAny("trigger", "policy", "rule") && cursor.skipTo("on")) {
            cursor.take();
            return new Command.LockedBy(cursor.name(), LockMode.ACCESS_EXCLUSIVE);
        }
        String materialized = cursor.accept("materialized") ? "MATERIALIZED " : "";
        cursor.accept("foreign");
        String kind = materialized + cursor.take().text().toUpperCase(Locale.ROOT);
        boolean ifExists = cursor.accept("if", "exists");
        return new Command.Drop(kind, cursor.names(), ifExists);
    }

    private static Command write(String verb, Cursor cursor, boolean whole) {
        cursor.acceptAny("into", "from");
        cursor.accept("into");
        cursor.accept("only");
        Name table = cursor.name();
        return switch (verb) {
            case "update" -> new Command.Write("UPDATE", table, whole && cursor.has("set") && !cursor.has("where"));
            case "delete" -> new Command.Write("DELETE", table, whole && !cursor.has("where"));
            case "copy" -> cursor.has("from") ? new Command.Write("COPY", table, false) : new Command.Other();
            default -> new Command.Write(verb.toUpperCase(Locale.ROOT), table, false);
        };
    }

    private static Command truncate(Cursor cursor) {
        cursor.accept("table");
        return new Command.Truncate(cursor.names());
    }

    private static Command lock(Cursor cursor) {
        cursor.accept("table");
        List<Name> tables = cursor.names();
        if (!cursor.accept("in")) {
            return new Command.LockTables(tables, LockMode.ACCESS_EXCLUSIVE);
        }
        List<Token> mode =
                cursor.rest().stream().takeWhile(token -> !token.is("mode")).toList();
        return new Command.LockTables(tables, LockMode.of(mode));
    }

    private static Command reindex(Cursor cursor) {
        boolean concurrently =
                cursor.has("concurrently") || cursor.inParentheses().has("concurrently");
        cursor.accept("verbose");
        String what = cursor.take().text().toUpperCase(Locale.ROOT);
        cursor.accept("concurrently");
        return new Command.Reindex(what, cursor.name(), concurrently);
    }

    private static Command maintain(String verb, Cursor cursor) {
        return switch (verb) {
            case "vacuum" -> vacuum(cursor);
            case "cluster" -> cluster(cursor);
            case "analyze" -> weakly(cursor);
            case "refresh" -> refresh(cursor);
            default -> comment(cursor);
        };
    }

    private static Command vacuum(Cursor cursor) {
        Cursor options = cursor.inParentheses();
        boolean full = options.has("full") && !options.has("full", "false") && !options.has("full", "off");
        while (cursor.atAny("full", "freeze", "verbose", "analyze")) {
            full |= cursor.take().is("full");
        }
        if (!full) {
            return weakly(cursor);
        }
        return new Command.RewriteTables("VACUUM FULL", cursor.atEnd() ? List.of() : cursor.names());
    }

    private static Command cluster(Cursor cursor) {
        cursor.inParentheses();
        cursor.accept("verbose");
        return new Command.RewriteTables("CLUSTER", cursor.atEnd() ? List.of() : cursor.names());
    }

    private static Command weakly(Cursor cursor) {
        cursor.inParentheses();
        cursor.accept("verbose");
        return cursor.atEnd()
                ? new Command.Other()
                : new Command.LockedBy(cursor.name(), LockMode.SHARE_UPDATE_EXCLUSIVE);
    }

    private static Command refresh(Cursor cursor) {
        cursor.accept("materialized", "view");
        boolean concurrently = cursor.accept("concurrently");
        return new Command.RefreshView(cursor.name(), concurrently);
    }

    private static Command comment(Cursor cursor) {
        if (cursor.accept("on", "table")) {
            return new Command.LockedBy(cursor.name(), LockMode.SHARE_UPDATE_EXCLUSIVE);
        }
        if (cursor.accept("on", "column")) {
            List<Token> name =
                    cursor.rest().stream().takeWhile(token -> !token.is("is")).toList();
            Cursor relation = new Cursor(name.subList(0, Math.max(0, name.size() - 2)));
            return new Command.LockedBy(relation.name(), LockMode.SHARE_UPDATE_EXCLUSIVE);
        }
        return new Command.Other();
    }

    private static Command control(String verb, Cursor cursor) {
        String what = verb.toUpperCase(Locale.ROOT);
        return switch (verb) {
            case "begin", "start" -> new Command.ControlTransaction(what, false);
            case "prepare" ->
                cursor.at("transaction")
                        ? new Command.ControlTransaction("PREPARE TRANSACTION", true)
                        : new Command.Other();
            case "rollback" ->
                cursor.has("to") ? new Command.Other() : new Command.ControlTransaction(what, !cursor.at("prepared"));
            default -> new Command.ControlTransaction(what, !cursor.at("prepared"));
        };
    }
}
