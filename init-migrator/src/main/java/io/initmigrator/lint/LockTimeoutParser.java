package io.initmigrator.lint;

/** Finds what sets {@code lock_timeout}. */
final class LockTimeoutParser {

    private static final String SETTING = "lock_timeout";

    private LockTimeoutParser() {}

    static Command parse(String verb, Cursor cursor) {
        return switch (verb) {
            case "set" -> set(cursor);
            case "reset" -> cursor.atAny(SETTING, "all") ? new Command.SetLockTimeout(true) : new Command.Other();
            default -> setConfig(cursor);
        };
    }

    private static Command set(Cursor cursor) {
        cursor.acceptAny("session", "local");
        if (!cursor.accept(SETTING)) {
            return new Command.Other();
        }
        cursor.acceptAny("=", "to");
        return new Command.SetLockTimeout(cursor.at("default") || isLimit(cursor.peek()));
    }

    private static Command setConfig(Cursor cursor) {
        if (cursor.accept("pg_catalog", ".", "set_config") || cursor.accept("set_config")) {
            Cursor arguments = cursor.inParentheses();
            if (arguments.take().text().equals(SETTING) && arguments.accept(",")) {
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
