package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads the commands of a statement. Never fails: anything that it doesn't understand is {@link Ddl.Other}. */
public final class DdlParser {

    private DdlParser() {}

    /**
     * The commands of a statement: one for most, several for {@code WITH … AS (DELETE …) INSERT …} or a {@code CREATE SCHEMA}
     * with elements; never none.
     */
    public static List<Ddl> parse(Statement statement) {
        List<Ddl> commands = new ArrayList<>();
        TokenCursor cursor = statement.cursor();
        if (cursor.accept("explain")) {
            boolean asked = cursor.inParentheses().has("analyze");
            boolean runs = cursor.accept("analyze") || asked;
            cursor.accept("verbose");
            if (!runs) {
                return List.of(planned(cursor, statement));
            }
        }
        WriteParser.readWith(cursor, commands);
        commands.add(parse(cursor, statement));
        if (statement.cursor().at("create", "schema")) {
            SchemaElements.read(statement.cursor(), commands);
        }
        return commands;
    }

    /** To plan a command takes its lock. */
    private static Ddl planned(TokenCursor cursor, Statement statement) {
        return parse(cursor, statement) instanceof Ddl.Write write
                ? new Ddl.LockedBy(List.of(write.table()), LockMode.ROW_EXCLUSIVE)
                : new Ddl.Other();
    }

    private static Ddl parse(TokenCursor cursor, Statement statement) {
        String verb = cursor.take().keyword();
        return switch (verb) {
            case "create" -> CreateParser.parse(cursor);
            case "alter" -> AlterParser.parse(cursor);
            case "drop" -> DropParser.parse(cursor);
            case "update", "delete", "insert", "merge", "copy" -> WriteParser.parse(verb, cursor);
            case "truncate" -> truncate(cursor);
            case "lock" -> lock(cursor);
            case "reindex", "vacuum", "cluster", "analyze", "refresh", "comment" ->
                MaintenanceParser.parse(verb, cursor);
            case "set", "reset" -> SettingParser.parse(verb, cursor);
            case "select" -> statement.inBlock() ? SettingParser.setConfig(cursor) : select(cursor);
            case "perform" -> SettingParser.setConfig(cursor);
            case "begin", "start", "commit", "end", "rollback", "abort", "prepare" ->
                statement.inBlock() ? new Ddl.Other() : control(verb, cursor);
            default -> new Ddl.Other();
        };
    }

    /** In PL/pgSQL {@code INTO} names variables instead. */
    private static Ddl select(TokenCursor cursor) {
        TokenCursor into = cursor.copy();
        return into.skipTo("into") && into.accept("into")
                ? CreateParser.selectInto(into, cursor)
                : SettingParser.setConfig(cursor);
    }

    private static Ddl truncate(TokenCursor cursor) {
        cursor.accept("table");
        boolean only = cursor.has("only");
        List<QualifiedName> tables = cursor.names();
        return new Ddl.Truncate(tables, only, cursor.has("restart", "identity"), cursor.has("cascade"));
    }

    private static Ddl lock(TokenCursor cursor) {
        cursor.accept("table");
        boolean only = cursor.has("only");
        List<QualifiedName> tables = cursor.names();
        if (!cursor.accept("in")) {
            return new Ddl.LockTables(tables, only, LockMode.ACCESS_EXCLUSIVE);
        }
        String mode = cursor.rest().stream()
                .takeWhile(token -> !token.is("mode"))
                .map(Token::text)
                .collect(Collectors.joining(" "));
        return new Ddl.LockTables(tables, only, LockMode.of(mode));
    }

    private static Ddl control(String verb, TokenCursor cursor) {
        String what = verb.toUpperCase(Locale.ROOT);
        return switch (verb) {
            case "begin", "start" -> new Ddl.ControlTransaction(what, true, false);
            case "prepare" ->
                cursor.at("transaction")
                        ? new Ddl.ControlTransaction("PREPARE TRANSACTION", false, true)
                        : new Ddl.Other();
            case "rollback" ->
                cursor.has("to") ? new Ddl.Other() : new Ddl.ControlTransaction(what, false, !cursor.at("prepared"));
            default -> new Ddl.ControlTransaction(what, false, !cursor.at("prepared"));
        };
    }
}
