package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;

/** Finds what sets {@code lock_timeout} or the time zone. */
final class SettingParser {

    private static final String LOCK_TIMEOUT = "lock_timeout";

    private SettingParser() {}

    static Ddl parse(String verb, TokenCursor cursor) {
        return switch (verb) {
            case "set" -> set(cursor);
            case "reset" -> cursor.atAny(LOCK_TIMEOUT, "all") ? new Ddl.SetLockTimeout(true) : new Ddl.Other();
            default -> setConfig(cursor);
        };
    }

    private static Ddl set(TokenCursor cursor) {
        cursor.acceptAny("session", "local");
        if (cursor.accept("timezone") || cursor.accept("time", "zone")) {
            cursor.acceptAny("=", "to");
            return new Ddl.SetTimeZone(cursor.peek().text().equalsIgnoreCase("utc"));
        }
        if (!cursor.accept(LOCK_TIMEOUT)) {
            return new Ddl.Other();
        }
        cursor.acceptAny("=", "to");
        return new Ddl.SetLockTimeout(cursor.at("default") || isLimit(cursor.peek()));
    }

    private static Ddl setConfig(TokenCursor cursor) {
        if (cursor.accept("pg_catalog", ".", "set_config") || cursor.accept("set_config")) {
            TokenCursor arguments = cursor.inParentheses();
            if (arguments.take().text().equals(LOCK_TIMEOUT) && arguments.accept(",")) {
                return new Ddl.SetLockTimeout(isLimit(arguments.peek()));
            }
        }
        return new Ddl.Other();
    }

    /** Zero, with or without a unit, means none. */
    private static boolean isLimit(Token value) {
        return !value.text().strip().matches("0\\s*\\w*");
    }
}
