package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads what a statement asks for. Never fails: what it doesn't understand is {@link Ddl.Other}. */
public final class DdlParser {

    private DdlParser() {}

    public static Ddl parse(Statement statement) {
        TokenCursor cursor = statement.cursor();
        if (cursor.at("with") && !cursor.skipTo("insert", "update", "delete", "merge", "select")) {
            return new Ddl.Other();
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
                statement.inBlock() ? new Ddl.Other() : control(verb, cursor);
            default -> new Ddl.Other();
        };
    }

    private static Ddl drop(TokenCursor cursor) {
        if (cursor.accept("index")) {
            boolean concurrently = cursor.accept("concurrently");
            boolean ifExists = cursor.accept("if", "exists");
            return new Ddl.DropIndex(cursor.names(), concurrently, ifExists);
        }
        if (cursor.atAny("trigger", "policy", "rule") && cursor.skipTo("on")) {
            cursor.take();
            return new Ddl.LockedBy(cursor.name(), LockMode.ACCESS_EXCLUSIVE);
        }
        String materialized = cursor.accept("materialized") ? "MATERIALIZED " : "";
        cursor.accept("foreign");
        String kind = materialized + cursor.take().text().toUpperCase(Locale.ROOT);
        boolean ifExists = cursor.accept("if", "exists");
        return new Ddl.Drop(kind, cursor.names(), ifExists);
    }

    private static Ddl write(String verb, TokenCursor cursor, boolean whole) {
        cursor.acceptAny("into", "from");
        cursor.accept("into");
        cursor.accept("only");
        QualifiedName table = cursor.name();
        return switch (verb) {
            case "update" -> new Ddl.Write("UPDATE", table, whole && cursor.has("set") && !cursor.has("where"));
            case "delete" -> new Ddl.Write("DELETE", table, whole && !cursor.has("where"));
            case "copy" -> cursor.has("from") ? new Ddl.Write("COPY", table, false) : new Ddl.Other();
            default -> new Ddl.Write(verb.toUpperCase(Locale.ROOT), table, false);
        };
    }

    private static Ddl truncate(TokenCursor cursor) {
        cursor.accept("table");
        return new Ddl.Truncate(cursor.names());
    }

    private static Ddl lock(TokenCursor cursor) {
        cursor.accept("table");
        List<QualifiedName> tables = cursor.names();
        if (!cursor.accept("in")) {
            return new Ddl.LockTables(tables, LockMode.ACCESS_EXCLUSIVE);
        }
        String mode = cursor.rest().stream()
                .takeWhile(token -> !token.is("mode"))
                .map(Token::text)
                .collect(Collectors.joining(" "));
        return new Ddl.LockTables(tables, LockMode.of(mode));
    }

    private static Ddl reindex(TokenCursor cursor) {
        boolean concurrently =
                cursor.has("concurrently") || cursor.inParentheses().has("concurrently");
        cursor.accept("verbose");
        String what = cursor.take().text().toUpperCase(Locale.ROOT);
        cursor.accept("concurrently");
        return new Ddl.Reindex(what, cursor.name(), concurrently);
    }

    private static Ddl maintain(String verb, TokenCursor cursor) {
        return switch (verb) {
            case "vacuum" -> vacuum(cursor);
            case "cluster" -> cluster(cursor);
            case "analyze" -> weakly(cursor);
            case "refresh" -> refresh(cursor);
            default -> comment(cursor);
        };
    }

    private static Ddl vacuum(TokenCursor cursor) {
        TokenCursor options = cursor.inParentheses();
        boolean full = options.has("full") && !options.has("full", "false") && !options.has("full", "off");
        while (cursor.atAny("full", "freeze", "verbose", "analyze")) {
            full |= cursor.take().is("full");
        }
        if (!full) {
            return weakly(cursor);
        }
        return new Ddl.RewriteTables("VACUUM FULL", cursor.atEnd() ? List.of() : cursor.names());
    }

    private static Ddl cluster(TokenCursor cursor) {
        cursor.inParentheses();
        cursor.accept("verbose");
        return new Ddl.RewriteTables("CLUSTER", cursor.atEnd() ? List.of() : cursor.names());
    }

    private static Ddl weakly(TokenCursor cursor) {
        cursor.inParentheses();
        cursor.accept("verbose");
        return cursor.atEnd() ? new Ddl.Other() : new Ddl.LockedBy(cursor.name(), LockMode.SHARE_UPDATE_EXCLUSIVE);
    }

    private static Ddl refresh(TokenCursor cursor) {
        cursor.accept("materialized", "view");
        boolean concurrently = cursor.accept("concurrently");
        return new Ddl.RefreshView(cursor.name(), concurrently);
    }

    private static Ddl comment(TokenCursor cursor) {
        if (cursor.accept("on", "table")) {
            return new Ddl.LockedBy(cursor.name(), LockMode.SHARE_UPDATE_EXCLUSIVE);
        }
        if (cursor.accept("on", "column")) {
            List<Token> name =
                    cursor.rest().stream().takeWhile(token -> !token.is("is")).toList();
            TokenCursor relation = new TokenCursor(name.subList(0, Math.max(0, name.size() - 2)));
            return new Ddl.LockedBy(relation.name(), LockMode.SHARE_UPDATE_EXCLUSIVE);
        }
        return new Ddl.Other();
    }

    private static Ddl control(String verb, TokenCursor cursor) {
        String what = verb.toUpperCase(Locale.ROOT);
        return switch (verb) {
            case "begin", "start" -> new Ddl.ControlTransaction(what, false);
            case "prepare" ->
                cursor.at("transaction") ? new Ddl.ControlTransaction("PREPARE TRANSACTION", true) : new Ddl.Other();
            case "rollback" ->
                cursor.has("to") ? new Ddl.Other() : new Ddl.ControlTransaction(what, !cursor.at("prepared"));
            default -> new Ddl.ControlTransaction(what, !cursor.at("prepared"));
        };
    }
}
