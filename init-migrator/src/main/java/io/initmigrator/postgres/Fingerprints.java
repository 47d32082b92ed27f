package io.initmigrator.postgres;

import io.initmigrator.postgres.SessionConnection.ConnectionCallback;
import io.initmigrator.schema.DriftedObject;
import io.initmigrator.schema.DriftedObject.Change;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaDrift;
import io.initmigrator.schema.SqlState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fingerprint of the migrated schemas, beside the receipt of the last migration: a digest for each object. It is computed by
 * the server, bounded in time, and read by nothing that a start waits for.
 */
final class Fingerprints {

    private static final SchemaDrift NONE_RECORDED = new SchemaDrift.Unknown(
            new Problem("no fingerprint is recorded", "the next migration by this release records one"));

    private final HistoryTable history;
    private final TableCheck tables;
    private final List<String> schemas;

    /**
     * @param schema of the history, unquoted
     * @param schemas those that are migrated, unquoted
     */
    Fingerprints(TableCheck tables, String schema, List<String> schemas) {
        this.history = new HistoryTable(Optional.of(schema), tables.history().table());
        this.tables = tables;
        this.schemas = List.copyOf(schemas);
    }

    /**
     * Replaces the fingerprint of the history.
     *
     * @param migrated false to keep one of the same state of the history
     */
    void record(Connection connection, Receipt receipt, boolean migrated) throws SQLException {
        if (!tables.check(connection, TableCheck.Use.WRITING).receipts()) {
            return;
        }
        try {
            inTransaction(connection, it -> write(it, receipt, migrated));
        } catch (SQLException e) {
            if (!SqlStates.of(e).equals(SqlState.UNDEFINED_COLUMN)) {
                throw e;
            }
            inTransaction(connection, it -> {
                try (Statement statement = it.createStatement()) {
                    statement.execute(ReceiptSql.addColumns(history));
                }
                return write(it, receipt, migrated);
            });
        }
    }

    private boolean write(Connection connection, Receipt receipt, boolean migrated) throws SQLException {
        if (!migrated
                && recorded(connection)
                        .map(it -> it.rank() == receipt.installedRank())
                        .orElse(false)) {
            return false;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(CatalogueSql.DIGESTS + """
                update %s r set fingerprint = case when r.bundle = ? then jsonb_build_object('rank', ?::integer,
                  'version', ?::text, 'at', (extract(epoch from clock_timestamp()) * 1000)::bigint,
                  'server', current_setting('server_version_num')::integer / 10000, 'schemas', to_jsonb(?::text[]),
                  'objects', (select coalesce(jsonb_object_agg(key, digest), '{}') from digests)) end
                where r.history_table = ? and (r.bundle = ? or r.fingerprint is not null)
                """.formatted(history.quotedReceiptTable()))) {
            setScope(connection, statement, schemas);
            statement.setString(4, receipt.bundle());
            statement.setInt(5, receipt.installedRank());
            statement.setString(6, receipt.version());
            statement.setArray(7, connection.createArrayOf("text", schemas.toArray()));
            statement.setString(8, history.table());
            statement.setString(9, receipt.bundle());
            return statement.executeUpdate() > 0;
        }
    }

    /** True if it is that of the history as it is; failed migrations do not count, because a repair removes them. */
    boolean isCurrent(Connection connection) throws SQLException {
        if (!tables.check(connection, TableCheck.Use.WRITING).receipts()) {
            return false;
        }
        try {
            return inTransaction(connection, this::recorded)
                    .filter(it -> it.rank() == it.lastApplied())
                    .isPresent();
        } catch (SQLException e) {
            if (SqlStates.of(e).equals(SqlState.UNDEFINED_COLUMN)) {
                return false;
            }
            throw e;
        }
    }

    /** Assigns it to the history as it is now; true if there is one. */
    boolean follow(Connection connection) throws SQLException {
        return inTransaction(connection, it -> {
            try (PreparedStatement statement =
                    it.prepareStatement("""
                    update %s set fingerprint = jsonb_set(fingerprint, '{rank}',
                      to_jsonb((select coalesce(max(installed_rank), 0) from %s)))
                    where history_table = ? and fingerprint is not null
                    """.formatted(history.quotedReceiptTable(), history.quoted()))) {
                statement.setString(1, history.table());
                return statement.executeUpdate() > 0;
            }
        });
    }

    /** Compares the schemas that were recorded, whatever the settings say now. */
    SchemaDrift drift(Connection connection) throws SQLException {
        if (!tables.check(connection, TableCheck.Use.READING).receipts()) {
            return NONE_RECORDED;
        }
        try {
            return inTransaction(connection, this::compare);
        } catch (SQLException e) {
            if (SqlStates.isSessionLost(e)) {
                throw e;
            }
            return SqlStates.of(e).equals(SqlState.UNDEFINED_COLUMN) ? NONE_RECORDED : unreadable(e);
        }
    }

    private SchemaDrift unreadable(SQLException refusal) {
        String remedy = SqlStates.of(refusal).equals(SqlState.INSUFFICIENT_PRIVILEGE)
                ? "grant select on " + history.quotedReceiptTable() + " and " + history.quoted() + " to this role"
                : "try again while no migration is running";
        return new SchemaDrift.Unknown(
                new Problem("cannot compare the catalogue: " + ServerMessages.of(refusal), remedy));
    }

    private SchemaDrift compare(Connection connection) throws SQLException {
        Optional<Recorded> found = recorded(connection);
        if (found.isEmpty()) {
            return NONE_RECORDED;
        }
        Recorded before = found.get();
        if (before.rank() != before.lastRank()) {
            return new SchemaDrift.Unknown(new Problem(
                    "the history has changed since the fingerprint was recorded at version " + before.version(),
                    "if no migration is running, a tool that records none has migrated, or a migration failed; the next one"
                            + " by this release records a fingerprint"));
        }
        return new SchemaDrift.Compared(
                before.version(), before.at(), !before.sameServer(), differences(connection, before));
    }

    private List<DriftedObject> differences(Connection connection, Recorded before) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(CatalogueSql.DIGESTS + """
                , recorded as (select key, value as digest from jsonb_each_text(
                    (select r.fingerprint -> 'objects' from %s r where r.history_table = ? and r.bundle = ?)))
                select split_part(key, ':', 1) as kind, substr(key, strpos(key, ':') + 1) as name,
                  case when b.digest is null then 'ADDED' when n.digest is null then 'REMOVED' else 'CHANGED' end as change
                from recorded b full join digests n using (key)
                where b.digest is distinct from n.digest and (? or b.digest is null or n.digest is null)
                order by name, kind
                """.formatted(history.quotedReceiptTable()))) {
            setScope(connection, statement, before.schemas());
            statement.setString(4, history.table());
            statement.setString(5, before.bundle());
            statement.setBoolean(6, before.sameServer());
            try (ResultSet rows = statement.executeQuery()) {
                List<DriftedObject> objects = new ArrayList<>();
                while (rows.next()) {
                    objects.add(new DriftedObject(
                            Change.valueOf(rows.getString("change")), rows.getString("kind"), rows.getString("name")));
                }
                return objects;
            }
        }
    }

    private void setScope(Connection connection, PreparedStatement statement, List<String> compared)
            throws SQLException {
        statement.setArray(1, connection.createArrayOf("text", compared.toArray()));
        statement.setString(2, history.schema().orElseThrow());
        statement.setArray(3, connection.createArrayOf("text", history.tables().toArray()));
    }

    /** A fingerprint without its digests, and the last ranks of the history: of all migrations, and of those that succeeded. */
    private record Recorded(
            String bundle,
            int rank,
            int lastRank,
            int lastApplied,
            String version,
            Instant at,
            boolean sameServer,
            List<String> schemas) {}

    private Optional<Recorded> recorded(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("""
                select bundle, (fingerprint ->> 'rank')::integer as rank, fingerprint ->> 'version' as version,
                  (fingerprint ->> 'at')::bigint as at, array(select jsonb_array_elements_text(fingerprint -> 'schemas')) as schemas,
                  (fingerprint ->> 'server')::integer = current_setting('server_version_num')::integer / 10000 as same_server,
                  last_rank, last_applied
                from %s,
                  (select coalesce(max(installed_rank), 0) as last_rank,
                    coalesce(max(installed_rank) filter (where success), 0) as last_applied from %s) as history
                where history_table = ? and fingerprint is not null order by rank desc, at desc limit 1
                """.formatted(history.quotedReceiptTable(), history.quoted()))) {
            statement.setString(1, history.table());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Recorded(
                                row.getString("bundle"),
                                row.getInt("rank"),
                                row.getInt("last_rank"),
                                row.getInt("last_applied"),
                                row.getString("version"),
                                Instant.ofEpochMilli(row.getLong("at")),
                                row.getBoolean("same_server"),
                                List.of((String[]) row.getArray("schemas").getArray())))
                        : Optional.empty();
            }
        }
    }

    private static <T> T inTransaction(Connection connection, ConnectionCallback<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(CatalogueSql.SETTINGS);
            T result = work.apply(connection);
            connection.commit();
            return result;
        } finally {
            // Enabling auto-commit would commit what an exception has left open. After a commit there is nothing to
            // undo.
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
