package io.initmigrator.schema;

/** Whether a wrong value may be shown: not where it may be a connection string, with a password in whatever place. */
public final class Quotable {

    private static final String OF_CONNECTIONS = "@=?&%'\"\\";

    private Quotable() {}

    public static boolean is(String value) {
        return value.chars().noneMatch(it -> OF_CONNECTIONS.indexOf(it) >= 0);
    }
}
