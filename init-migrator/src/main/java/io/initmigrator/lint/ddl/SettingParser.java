package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.TokenCursor;

/** Reads changes of the session's parameters: {@code SET}, {@code RESET} and {@code set_config}. */
final class SettingParser {

    private SettingParser() {}

    static Ddl parse(String verb, TokenCursor cursor) {
        return verb.equals("set")
                ? set(cursor)
                : new Ddl.SetParameter(cursor.take().text(), "");
    }

    private static Ddl set(TokenCursor cursor) {
        cursor.acceptAny("session", "local");
        if (cursor.accept("time", "zone")) {
            return new Ddl.SetParameter("timezone", value(cursor));
        }
        if (cursor.accept("names")) {
            return new Ddl.SetParameter("client_encoding", value(cursor));
        }
        String name = cursor.name().local();
        return cursor.acceptAny("=", "to") ? new Ddl.SetParameter(name, value(cursor)) : new Ddl.Other();
    }

    static Ddl setConfig(TokenCursor cursor) {
        if (cursor.accept("pg_catalog", ".", "set_config") || cursor.accept("set_config")) {
            TokenCursor arguments = cursor.inParentheses();
            String name = arguments.take().text();
            if (arguments.accept(",")) {
                return new Ddl.SetParameter(name, arguments.take().text());
            }
        }
        return new Ddl.Other();
    }

    /** All words of it, so that {@code ISO, MDY} is whole. */
    private static String value(TokenCursor cursor) {
        StringBuilder value = new StringBuilder();
        while (!cursor.atEnd()) {
            value.append(cursor.take().text());
        }
        return value.toString().equals("default") ? "" : value.toString();
    }
}
