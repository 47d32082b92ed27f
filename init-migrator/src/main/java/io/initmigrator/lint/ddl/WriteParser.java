package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the commands that change rows. */
final class WriteParser {

    private static final String[] VERBS = {"insert", "update", "delete", "merge", "select", "values", "table"};

    private WriteParser() {}

    /** Goes past a {@code WITH} and adds what the queries in it write. */
    static void readWith(TokenCursor cursor, List<Ddl> commands) {
        if (!cursor.at("with")) {
            return;
        }
        TokenCursor queries = cursor.copy();
        if (!cursor.skipTo(VERBS)) {
            return;
        }
        queries = queries.firstTokens(queries.size() - cursor.size());
        while (queries.skipTo("as")) {
            queries.take();
            queries.accept("not");
            queries.accept("materialized");
            TokenCursor query = queries.inParentheses();
            if (query.atAny("insert", "update", "delete", "merge")) {
                commands.add(parse(query.take().text(), query));
            }
        }
    }

    static Ddl parse(String verb, TokenCursor cursor) {
        if (verb.equals("copy")) {
            return copy(cursor);
        }
        cursor.acceptAny("into", "from");
        boolean only = cursor.accept("only");
        QualifiedName table = cursor.name();
        String what = verb.toUpperCase(Locale.ROOT);
        return switch (verb) {
            case "update", "delete" -> {
                boolean complete = verb.equals("delete") || cursor.has("set");
                if (!complete) {
                    yield new Ddl.Other();
                }
                yield new Ddl.Write(what, table, only, cursor.skipTo("where") ? condition(cursor) : null, List.of());
            }
            case "insert" -> new Ddl.Write(what, table, only, null, sources(cursor));
            default -> new Ddl.Write(what, table, only, null, List.of());
        };
    }

    /** The relations in {@code FROM} and {@code JOIN}, at any depth. */
    static List<QualifiedName> sources(TokenCursor query) {
        List<QualifiedName> sources = new ArrayList<>();
        TokenCursor cursor = query.flat();
        while (!cursor.atEnd()) {
            if (cursor.acceptAny("from", "join")) {
                cursor.acceptAny("only", "lateral");
                while (cursor.peek().isName()) {
                    sources.add(cursor.name());
                    cursor.accept("as");
                    if (cursor.peek().isName() && cursor.peekSecond().is(",")) {
                        cursor.take();
                    }
                    if (!cursor.accept(",")) {
                        break;
                    }
                }
            } else {
                cursor.take();
            }
        }
        return sources;
    }

    private static TokenCursor condition(TokenCursor cursor) {
        cursor.take();
        TokenCursor rest = cursor.copy();
        return cursor.skipTo("returning") ? rest.firstTokens(rest.size() - cursor.size()) : rest;
    }

    private static Ddl copy(TokenCursor cursor) {
        if (cursor.at("(")) {
            TokenCursor query = cursor.inParentheses();
            return query.atAny("insert", "update", "delete", "merge")
                    ? parse(query.take().text(), query)
                    : new Ddl.Other();
        }
        QualifiedName table = cursor.name();
        return cursor.has("from") ? new Ddl.Write("COPY", table, true, null, List.of()) : new Ddl.Other();
    }
}
