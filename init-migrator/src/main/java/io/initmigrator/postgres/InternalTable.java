package io.initmigrator.postgres;

import io.initmigrator.schema.SqlQuoting;
import io.initmigrator.schema.SqlState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;

/** A table of init-migrator beside Flyway's history, shared by all history tables in the schema. */
final class InternalTable {

    /** Depends on how far the concurrent creation has come; {@code duplicate_object} is about the row type. */
    private static final Set<String> MADE_BY_ANOTHER =
            Set.of(SqlState.UNIQUE_VIOLATION, SqlState.DUPLICATE_TABLE, SqlState.DUPLICATE_OBJECT);

    private static final String DEFAULT_GRANTEES = """
            select distinct pg_catalog.format('%I'::pg_catalog.text, g.rolname)
            from pg_catalog.pg_default_acl d
              join pg_catalog.pg_roles o on o.oid operator(pg_catalog.=) d.defaclrole
              cross join lateral pg_catalog.aclexplode(d.defaclacl) a
              join pg_catalog.pg_roles g on g.oid operator(pg_catalog.=) a.grantee
            where o.rolname operator(pg_catalog.=) current_user and g.oid operator(pg_catalog.<>) o.oid
              and d.defaclobjtype operator(pg_catalog.=) 'r'::pg_catalog."char"
            """;

    private InternalTable() {}

    /**
     * Creates the table unless it exists, for our role only: privileges granted by {@code ALTER DEFAULT PRIVILEGES} are revoked
     * in the same transaction.
     *
     * @param connection whose transaction, if any, continues
     * @param table quoted
     * @param columns in parentheses
     */
    static void create(Connection connection, String table, String columns) throws SQLException {
        String sql =
                "create table " + table + columns + "; revoke all on table " + table + " from " + grantees(connection);
        try (Statement statement = connection.createStatement()) {
            Optional<Savepoint> before =
                    connection.getAutoCommit() ? Optional.empty() : Optional.of(connection.setSavepoint());
            try {
                statement.execute(sql);
            } catch (SQLException e) {
                if (before.isPresent()) {
                    connection.rollback(before.get());
                }
                if (!MADE_BY_ANOTHER.contains(SqlStates.of(e))) {
                    throw e;
                }
                // Succeeds if the table exists, or reports another object of this name.
                statement.execute("create table if not exists " + table + columns);
            }
        }
    }

    /**
     * Returns whether the session's role may read the table.
     *
     * @param table quoted
     * @param ifAbsent result if there is no such table
     */
    static boolean isReadable(Connection connection, String table, boolean ifAbsent) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select pg_catalog.has_table_privilege(pg_catalog.to_regclass("
                        + SqlQuoting.literal(table)
                        + "::pg_catalog.text)::pg_catalog.oid, 'select'::pg_catalog.text)")) {
            rows.next();
            boolean readable = rows.getBoolean(1);
            return rows.wasNull() ? ifAbsent : readable;
        }
    }

    /** PUBLIC, and the roles named by our role's default privileges. */
    private static String grantees(Connection connection) throws SQLException {
        StringBuilder grantees = new StringBuilder("public");
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(DEFAULT_GRANTEES)) {
            while (rows.next()) {
                grantees.append(", ").append(rows.getString(1));
            }
        }
        return grantees.toString();
    }
}
