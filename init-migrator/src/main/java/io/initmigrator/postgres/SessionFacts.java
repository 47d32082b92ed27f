package io.initmigrator.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What kind of session this is.
 *
 * @param version the server's full name of itself
 * @param replica whether it is in recovery
 * @param backendPid the process that answered
 * @param schema where the history is kept
 * @param fenceKey the key of the fence that guards the history table
 */
record SessionFacts(String version, boolean replica, int backendPid, String schema, FenceKey fenceKey) {

    private static final String QUESTION =
            "select version(), pg_is_in_recovery(), pg_backend_pid(), coalesce(current_schema(), 'public')";

    static SessionFacts ask(Connection connection, HistoryTable history) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(QUESTION)) {
            rows.next();
            String schema = history.schema().orElse(rows.getString(4));
            return new SessionFacts(
                    rows.getString(1),
                    rows.getBoolean(2),
                    rows.getInt(3),
                    schema,
                    FenceKey.of(schema, history.table()));
        }
    }

    void refuseUnfit(String address) {
        if (!version.startsWith("PostgreSQL ")) {
            throw Refusal.engine(address, version);
        }
        if (replica) {
            throw Refusal.replica(address);
        }
    }
}
