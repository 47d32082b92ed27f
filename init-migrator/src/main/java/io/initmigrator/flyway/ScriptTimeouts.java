package io.initmigrator.flyway;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a statement may wait for a lock, and how long it may run, as PostgreSQL writes it. A script may say otherwise in its
 * head ({@code -- init-migrator: lock-timeout=off}, {@code statement-timeout=10m}), or {@code SET} what it likes.
 *
 * @param lock {@code lock_timeout}
 * @param statement {@code statement_timeout}
 */
record ScriptTimeouts(String lock, String statement) {

    private static final String NONE = "0";
    private static final String LOCK = "lock-timeout";
    private static final String STATEMENT = "statement-timeout";
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m)");

    /** Those of the session now. */
    static ScriptTimeouts of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select pg_catalog.current_setting('lock_timeout'), pg_catalog.current_setting('statement_timeout')")) {
            rows.next();
            return new ScriptTimeouts(rows.getString(1), rows.getString(2));
        }
    }

    /** @throws InvalidScriptException where a script declares something that is no time */
    static void check(ScriptHeader head) {
        new ScriptTimeouts(NONE, NONE).of(head, true);
    }

    /**
     * Those of one script. Outside a transaction it may wait for locks as long as it must, unless it says otherwise: {@code
     * CREATE INDEX CONCURRENTLY} would take waiting for older transactions for a lock timeout and leave an invalid index, and
     * nothing is queued behind it.
     */
    ScriptTimeouts of(ScriptHeader head, boolean inTransaction) {
        return new ScriptTimeouts(
                declared(head, LOCK).orElse(inTransaction ? lock : NONE),
                declared(head, STATEMENT).orElse(statement));
    }

    /** As PostgreSQL calls them. */
    Map<String, String> settings() {
        return Map.of("lock_timeout", lock, "statement_timeout", statement);
    }

    void set(Connection connection) throws SQLException {
        try (PreparedStatement setting =
                connection.prepareStatement("select pg_catalog.set_config('lock_timeout', ?::pg_catalog.text, false),"
                        + " pg_catalog.set_config('statement_timeout', ?::pg_catalog.text, false)")) {
            setting.setString(1, lock);
            setting.setString(2, statement);
            setting.execute();
        }
    }

    private static Optional<String> declared(ScriptHeader head, String name) {
        return head.find(name).map(text -> {
            Matcher time = TIME.matcher(text);
            if (text.equals("off") || text.equals(NONE)) {
                return NONE;
            }
            if (!time.matches()) {
                throw InvalidScriptException.declares(head, name, text, Remedies.TIME);
            }
            return time.group(1) + (time.group(2).equals("m") ? "min" : time.group(2));
        });
    }
}
