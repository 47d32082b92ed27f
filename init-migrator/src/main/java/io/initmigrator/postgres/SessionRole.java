package io.initmigrator.postgres;

import io.initmigrator.schema.SqlQuoting;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Role of a session.
 *
 * @param name role to {@code SET ROLE} to; absent for the login role
 */
record SessionRole(Optional<String> name) {

    void assume(Connection connection) throws SQLException {
        if (name.isPresent()) {
            execute(connection, "set role " + SqlQuoting.identifier(name.get()));
        }
    }

    /** Runs as the login role, which alone may see and terminate the sessions of that role. */
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
