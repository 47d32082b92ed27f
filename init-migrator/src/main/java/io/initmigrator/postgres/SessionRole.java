package io.initmigrator.postgres;

import io.initmigrator.schema.SqlQuoting;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Whom a session works as.
 *
 * @param name role to {@code SET ROLE} to; absent for the one that logged in
 */
record SessionRole(Optional<String> name) {

    void assume(Connection connection) throws SQLException {
        if (name.isPresent()) {
            execute(connection, "set role " + SqlQuoting.identifier(name.get()));
        }
    }

    /** As the role that logged in; for what concerns the sessions of that role, over which the other one has no power. */
    <T> T asLogin(Connection connection, SessionConnection.ConnectionCallback<T> use) throws SQLException {
        if (name.isEmpty()) {
            return use.apply(connection);
        }
        execute(connection, "reset role");
        try {
            return use.apply(connection);
        } finally {
            assume(connection);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
