package io.initmigrator.postgres;

import io.initmigrator.fence.ScriptTimeouts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Session parameters that keep the session alive, and let the server detect a dead client. */
final class SessionParameters {

    private static final Logger LOG = LoggerFactory.getLogger(SessionParameters.class);

    /** Sets the parameters that this server supports, and skips the others. Parameters: names, values. */
    private static final String SET_KNOWN = "select pg_catalog.set_config(s.name, w.value, false)"
            + " from rows from (pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[])) as w(name, value)"
            + " join pg_catalog.pg_settings s on s.name operator(pg_catalog.=) w.name";

    private SessionParameters() {}

    static void set(Connection connection, PostgresSettings settings) throws SQLException {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("idle_in_transaction_session_timeout", "0");
        wanted.put("idle_session_timeout", "0");
        wanted.put("transaction_timeout", "0");
        wanted.putAll(timeouts(settings.timeouts()));
        wanted.put("tcp_keepalives_idle", "10");
        wanted.put("tcp_keepalives_interval", "5");
        wanted.put("tcp_keepalives_count", "3");
        setKnown(connection, wanted);
        watchForOurEnd(connection);
    }

    /** Sets the timeouts of a session that has its other parameters. */
    static void apply(Connection connection, ScriptTimeouts timeouts) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_catalog.set_config('lock_timeout', ?::pg_catalog.text, false),"
                        + " pg_catalog.set_config('statement_timeout', ?::pg_catalog.text, false)")) {
            statement.setString(1, milliseconds(timeouts.lock()));
            statement.setString(2, milliseconds(timeouts.statement()));
            statement.execute();
        }
    }

    /** The values of {@code lock_timeout} and {@code statement_timeout}, by these names. */
    static Map<String, String> timeouts(ScriptTimeouts timeouts) {
        return Map.of(
                "lock_timeout", milliseconds(timeouts.lock()),
                "statement_timeout", milliseconds(timeouts.statement()));
    }

    /** Only if the server's operating system supports it; otherwise PostgreSQL rejects it. */
    private static void watchForOurEnd(Connection connection) throws SQLException {
        try {
            setKnown(connection, Map.of("client_connection_check_interval", "1s"));
        } catch (SQLException e) {
            if (SqlStates.isSessionLost(e)) {
                throw e;
            }
            LOG.atDebug().addKeyValue("reason", ServerMessages.of(e)).log("Server cannot detect a vanished client");
        }
    }

    private static void setKnown(Connection connection, Map<String, String> wanted) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET_KNOWN)) {
            statement.setArray(
                    1, connection.createArrayOf("text", wanted.keySet().toArray()));
            statement.setArray(
                    2, connection.createArrayOf("text", wanted.values().toArray()));
            statement.execute();
        }
    }

    private static String milliseconds(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
