package io.initmigrator.flyway;

import io.initmigrator.schema.SqlQuoting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import org.flywaydb.core.api.configuration.Configuration;

/**
 * Length of the history. Flyway does not list every row of it, such as those that mark another one as deleted.
 *
 * @param lastRank highest rank; 0 if it is empty
 * @param rows number of rows
 */
record HistoryExtent(int lastRank, int rows) {

    /** Parameters: table, quoted; its schema, or null. Without a schema, Flyway looks in the first one of the search_path and no other. */
    private static final String EXISTS = """
            select 1 from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
            where c.oid operator(pg_catalog.=) pg_catalog.to_regclass(?::pg_catalog.text)::pg_catalog.oid
              and n.nspname operator(pg_catalog.=) coalesce(
                ?::pg_catalog.text::pg_catalog.name, pg_catalog.current_schema())
            """;

    static final HistoryExtent NONE = new HistoryExtent(0, 0);

    /** Empty without a history table. */
    static Optional<HistoryExtent> read(Connection connection, Configuration configuration) throws SQLException {
        String table = table(configuration);
        if (!exists(connection, configuration)) {
            return Optional.empty();
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select coalesce(pg_catalog.max(installed_rank), 0), pg_catalog.count(*) from " + table)) {
            rows.next();
            return Optional.of(new HistoryExtent(rows.getInt(1), rows.getInt(2)));
        }
    }

    static boolean exists(Connection connection, Configuration configuration) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXISTS)) {
            statement.setString(1, table(configuration));
            String schema = schema(configuration);
            statement.setString(2, schema.isEmpty() ? null : schema);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Schema in which Flyway expects it: the default one, else the first; empty for the current schema of the connection. */
    static String schema(Configuration configuration) {
        String schema = configuration.getDefaultSchema();
        return schema == null
                ? Arrays.stream(configuration.getSchemas()).findFirst().orElse("")
                : schema;
    }

    /** Quoted for SQL. */
    static String table(Configuration configuration) {
        String schema = schema(configuration);
        return (schema.isEmpty() ? "" : SqlQuoting.identifier(schema) + ".")
                + SqlQuoting.identifier(configuration.getTable());
    }
}
