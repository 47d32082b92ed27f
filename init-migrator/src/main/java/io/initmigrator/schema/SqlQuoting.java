package io.initmigrator.schema;

/** Quotes identifiers and literals for SQL. */
public final class SqlQuoting {

    private SqlQuoting() {}

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
