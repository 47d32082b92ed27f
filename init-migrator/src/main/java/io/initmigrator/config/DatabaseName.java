package io.initmigrator.config;

/** Validates the name of a database, which messages show: it must not contain misplaced parameters or credentials. */
final class DatabaseName {

    private static final String DELIMITERS = "&;=?#@";

    private DatabaseName() {}

    static void check(String name) throws InvalidValueException {
        for (int i = 0; i < DELIMITERS.length(); i++) {
            if (name.indexOf(DELIMITERS.charAt(i)) >= 0) {
                throw new InvalidValueException(
                        "has a '" + DELIMITERS.charAt(i) + "' in the database's name",
                        "write parameters after '?', with '&' between them, and the login by variables of its own");
            }
        }
    }
}
