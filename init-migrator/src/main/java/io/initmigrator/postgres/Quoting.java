package io.initmigrator.postgres;

/** Names and texts as SQL wants them. */
final class Quoting {

    private Quoting() {}

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
