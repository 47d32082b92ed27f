package io.initmigrator.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * Detects transaction poolers. A direct connection reports its backend's pid at startup; a pooler reports a fake one. Only then
 * a second connection is opened: if both see the same backend, or a backend changes between transactions, the pooler assigns
 * backends per transaction.
 */
final class PoolerCheck {

    private static final int ROUNDS = 5;

    private final ConnectionFactory connector;
    private final String address;

    PoolerCheck(ConnectionFactory connector, String address) {
        this.connector = connector;
        this.address = address;
    }

    void check(Connection connection, ServerInfo facts) throws SQLException {
        if (connection.unwrap(PGConnection.class).getBackendPID() == facts.backendPid()) {
            return;
        }
        try (Connection other = connector.connectBriefly()) {
            for (int round = 0; round < ROUNDS; round++) {
                if (backendOf(other) == facts.backendPid() || backendOf(connection) != facts.backendPid()) {
                    throw ConnectionErrors.pooler(address);
                }
            }
        }
    }

    private static int backendOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select pg_catalog.pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
