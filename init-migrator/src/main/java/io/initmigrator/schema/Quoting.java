package io.initmigrator.schema;

/** Names and texts as SQL wants them. */
public final class Quoting {

    private Quoting() {}

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
