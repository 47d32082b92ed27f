package io.initmigrator.command.rehearsal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Identifies a database, whatever address it is reached by. A physical copy, made by a base backup or a snapshot of the disk, has
 * the identity of its original.
 *
 * @param system {@code system_identifier} of the cluster
 * @param oid of the database
 * @param name of the database
 */
public record DatabaseIdentity(String system, long oid, String name) {

    private static final String QUERY =
            "select (select s.system_identifier from pg_catalog.pg_control_system() s)::text,"
                    + " d.oid, d.datname from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()";

    /**
     * Reads the identity of the current database.
     *
     * @throws SQLException if the server does not show it, as to a role without EXECUTE on {@code pg_control_system()}
     */
    public static DatabaseIdentity read(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            row.next();
            return new DatabaseIdentity(row.getString(1), row.getLong(2), row.getString(3));
        }
    }

    boolean isSame(DatabaseIdentity other) {
        return system.equals(other.system) && oid == other.oid;
    }
}
