package io.initmigrator.schema;

/** Names and texts as SQL wants them. */
public final class SqlQuoting {

    private SqlQuoting() {}

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
