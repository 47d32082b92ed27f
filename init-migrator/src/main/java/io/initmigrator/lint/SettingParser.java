package io.initmigrator.lint;

/** Finds what sets {@code lock_timeout} or the time zone. */
final class SettingParser {

    private static final String LOCK_TIMEOUT = "lock_timeout";

    private SettingParser() {}

    static Command parse(String verb, Cursor cursor) {
        return switch (verb) {
            case "set" -> set(cursor);
            case "reset" -> cursor.atAny(LOCK_TIMEOUT, "all") ? new Command.SetLockTimeout(true) : new Command.Other();
            default -> setConfig(cursor);
        };
    }

    private static Command set(Cursor cursor) {
        cursor.acceptAny("session", "local");
        if (cursor.accept("timezone") || cursor.accept("time", "zone")) {
            cursor.acceptAny("=", "to");
            return new Command.SetTimeZone(cursor.peek().text().equalsIgnoreCase("utc"));
        }
        if (!cursor.accept(LOCK_TIMEOUT)) {
            return new Command.Other();
        }
        cursor.acceptAny("=", "to");
        return new Command.SetLockTimeout(cursor.at("default") || isLimit(cursor.peek()));
    }

    private static Command setConfig(Cursor cursor) {
        if (cursor.accept("pg_catalog", ".", "set_config") || cursor.accept("set_config")) {
            Cursor arguments = cursor.inParentheses();
            if (arguments.take().text().equals(LOCK_TIMEOUT) && arguments.accept(",")) {
                return new Command.SetLockTimeout(isLimit(arguments.peek()));
            }
        }
        return new Command.Other();
    }

    /** Zero, with or without a unit, means none. */
    private static boolean isLimit(Token value) {
        return !value.text().strip().matches("0\\s*\\w*");
    }
}
