package io.initmigrator.flyway;

import io.initmigrator.migration.Assessment;
import io.initmigrator.schema.SqlQuoting;
import io.initmigrator.schema.SqlState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;

/**
 * Tables with the history's name in schemas other than the current one. The current schema changes when a script or a person
 * changes {@code search_path}, or creates a schema that comes first in it, such as {@code "$user"}.
 */
record OtherHistories(String sessionSchema, List<OtherHistory> tables) {

    /**
     * Parameters: schema of the history, null for the session's own; table. A session whose client chose the search_path, by URL or
     * FLYWAY_INIT_SQL, uses the schema that it means to; the parameter's source does not say so, because Flyway sets it too. Only the
     * tables of the role itself are read: others could run functions.
     */
    private static final String TABLES = """
            select coalesce(pg_catalog.current_schema()::pg_catalog.text, ''::pg_catalog.text), n.nspname,
              pg_catalog.pg_get_userbyid(c.relowner) operator(pg_catalog.=) current_user and not c.relrowsecurity,
              s.reset_val operator(pg_catalog.<>) s.boot_val and not exists (
                select 1 from pg_catalog.pg_db_role_setting d
                where d.setdatabase operator(pg_catalog.=) any (array[0::pg_catalog.oid,
                    (select b.oid from pg_catalog.pg_database b where b.datname operator(pg_catalog.=) pg_catalog.current_database())])
                  and 'search_path='::pg_catalog.text operator(pg_catalog.||) s.reset_val operator(pg_catalog.=) any (d.setconfig))
            from pg_catalog.pg_settings s
              left join (pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace)
                on c.relname operator(pg_catalog.=) ?::pg_catalog.text::pg_catalog.name
                and c.relkind operator(pg_catalog.=) 'r'::pg_catalog."char" and c.relpersistence operator(pg_catalog.<>) 't'::pg_catalog."char"
                and n.nspname operator(pg_catalog.<>) coalesce(
                  ?::pg_catalog.text::pg_catalog.name, pg_catalog.current_schema(), ''::pg_catalog.name)
                and pg_catalog.has_schema_privilege(n.oid, 'usage'::pg_catalog.text)
            where s.name operator(pg_catalog.=) 'search_path'::pg_catalog.text
            order by n.nspname
            """;

    /**
     * One table.
     *
     * @param isOwn whether this session's role made it
     * @param isOther whether the session's schema was chosen by its client, so that the table is another application's
     */
    private record OtherHistory(String schema, String table, boolean isOwn, boolean isOther) {

        boolean records(Connection connection, Set<String> scripts) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select script, checksum from "
                            + SqlQuoting.identifier(schema) + "." + SqlQuoting.identifier(table)
                            + " where success and checksum is not null")) {
                while (rows.next()) {
                    if (scripts.contains(key(rows.getString(1), rows.getInt(2)))) {
                        return true;
                    }
                }
                return false;
            } catch (SQLException e) {
                if (SqlState.UNDEFINED_COLUMN.equals(e.getSQLState())) {
                    return false; // It is not a history of Flyway.
                }
                throw e;
            }
        }
    }

    static OtherHistories read(Connection connection, Configuration settings) throws SQLException {
        boolean isSet = settings.getInitSql() != null && settings.getInitSql().contains("search_path");
        String schema = HistoryExtent.schema(settings);
        String sessionSchema = schema;
        List<OtherHistory> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
            statement.setString(1, settings.getTable());
            statement.setString(2, schema.isEmpty() ? null : schema);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sessionSchema = schema.isEmpty() ? rows.getString(1) : schema;
                    if (rows.getString(2) != null) {
                        tables.add(new OtherHistory(
                                rows.getString(2),
                                settings.getTable(),
                                rows.getBoolean(3),
                                !schema.isEmpty() || isSet || rows.getBoolean(4)));
                    }
                }
            }
        }
        return new OtherHistories(sessionSchema, tables);
    }

    /** The mismatch if one of them records a script of this bundle: a new history would run that script again. */
    Optional<Assessment.Mismatch> recording(Connection connection, List<MigrationInfo> scripts) throws SQLException {
        Set<String> bundle = new HashSet<>();
        for (MigrationInfo script : scripts) {
            if (script.isVersioned() && script.getChecksum() != null) {
                bundle.add(key(script.getScript(), Objects.requireNonNull(script.getChecksum())));
            }
        }
        for (OtherHistory history : tables) {
            if (history.isOwn() && !history.isOther() && history.records(connection, bundle)) {
                return Optional.of(new Assessment.Mismatch(
                        "the history of this bundle is " + history.schema() + "." + history.table()
                                + ", but this session's schema is "
                                + (sessionSchema.isEmpty() ? "none" : sessionSchema)
                                + " (search_path)",
                        "set FLYWAY_DEFAULT_SCHEMA=" + history.schema()
                                + (sessionSchema.isEmpty()
                                        ? ""
                                        : ", or FLYWAY_DEFAULT_SCHEMA=" + sessionSchema
                                                + " to begin another history there")));
            }
        }
        return Optional.empty();
    }

    /** The remedy for a schema that is not empty and has no history. */
    String remedy() {
        if (tables.isEmpty()) {
            return Remedies.NO_HISTORY;
        }
        OtherHistory first = tables.getFirst();
        return "set FLYWAY_DEFAULT_SCHEMA=" + first.schema() + " if its history is " + first.schema() + "."
                + first.table()
                + (tables.size() > 1 ? " (one of " + tables.size() + " tables of that name)" : "") + "; otherwise "
                + Remedies.NO_HISTORY;
    }

    private static String key(String script, int checksum) {
        return script + " " + checksum;
    }
}
