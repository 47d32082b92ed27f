package io.initmigrator.schema;

/** Decides whether an invalid value may be shown: not if it may be a connection string that contains a password. */
public final class Quotable {

    private static final String CONNECTION_STRING_CHARACTERS = "@=?&%'\"\\";

    private Quotable() {}

    public static boolean is(String value) {
        return value.chars().noneMatch(it -> CONNECTION_STRING_CHARACTERS.indexOf(it) >= 0);
    }
}
