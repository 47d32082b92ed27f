package io.initmigrator.postgres;

import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.DeferredScript;
import io.initmigrator.schema.DeferredScripts;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.SqlState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of receipts beside Flyway's history. */
final class Receipts {

    private final HistoryTable history;
    private final TableCheck tables;
    private final TableCheck.Use use;
    private final Revision revision;
    private final ReceiptQuery readSnapshot;

    /** @param counting true if a snapshot counts the deferred scripts, which takes a second statement */
    Receipts(HistoryTable history, String address, TableCheck.Use use, Revision revision, boolean counting) {
        this.history = history;
        this.tables = new TableCheck(history, address);
        this.use = use;
        this.revision = revision;
        this.readSnapshot = new ReceiptQuery(history, address, tables, use, revision, counting);
    }

    TableCheck tables() {
        return tables;
    }

    HistoryTable history() {
        return history;
    }

    SchemaSnapshot readSnapshot(Connection connection, Bundle bundle) throws SQLException {
        return readSnapshot.ask(connection, bundle);
    }

    /**
     * Records the receipt, and creates the table if needed. Without a history, as after a bundle without migrations, it changes
     * nothing: a table in an otherwise empty schema would keep Flyway from initializing it.
     */
    void record(Connection connection, Receipt receipt, String by) throws SQLException {
        TableCheck.Tables found = tables.check(connection, TableCheck.Use.WRITING);
        if (!found.history()) {
            return;
        }
        if (!found.receipts()) {
            InternalTable.create(connection, history.quotedReceiptTable(), ReceiptSql.COLUMNS);
            tables.check(connection, TableCheck.Use.WRITING);
        }
        try {
            write(connection, receipt, by);
        } catch (SQLException e) {
            if (!SqlStates.of(e).equals(SqlState.UNDEFINED_COLUMN)) {
                throw e;
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(ReceiptSql.addColumns(history));
            }
            write(connection, receipt, by);
        }
    }

    /** In this order, so that after a crash in between no receipt claims that its callbacks ran last. */
    private void write(Connection connection, Receipt receipt, String by) throws SQLException {
        if (!receipt.ahead()) {
            supersede(connection, receipt);
        }
        upsert(connection, receipt, by);
    }

    private void supersede(Connection connection, Receipt receipt) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ReceiptSql.supersede(history))) {
            statement.setString(1, history.table());
            statement.setString(2, receipt.bundle());
            statement.setString(3, receipt.module());
            statement.setBoolean(4, receipt.callbacks());
            statement.executeUpdate();
        }
    }

    /** True if the rollout is recorded, or is read-only: then it never reverts a newer text either. */
    boolean enrol(Connection connection, Bundle bundle, AdvisoryLockKey key) throws SQLException {
        if (!tables.check(connection, use).receipts()) {
            return false;
        }
        try (PreparedStatement statement = connection.prepareStatement(ReceiptSql.enrol(history, key))) {
            statement.setString(1, revision.value());
            statement.setString(2, revision.value());
            statement.setString(3, history.table());
            statement.setString(4, bundle.digest());
            return statement.executeUpdate() > 0;
        } catch (SQLException e) {
            if (SqlStates.isWriteRefused(e)) {
                return true;
            }
            throw e;
        }
    }

    private void upsert(Connection connection, Receipt receipt, String by) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ReceiptSql.upsert(history))) {
            statement.setInt(1, receipt.installedRank());
            statement.setString(2, history.table());
            statement.setString(3, receipt.bundle());
            statement.setString(4, receipt.version());
            statement.setString(5, receipt.bundleVersion());
            statement.setInt(6, receipt.installedRank());
            statement.setInt(7, receipt.historyRows());
            statement.setBoolean(8, receipt.ahead());
            statement.setString(9, declarations(receipt));
            statement.setString(10, by);
            statement.setBoolean(11, receipt.callbacks());
            statement.setString(12, receipt.module());
            statement.setString(13, revision.value());
            statement.setString(14, DeferredLines.of(receipt.deferred()));
            statement.executeUpdate();
        }
    }

    /** Invalidates all receipts but keeps their rollouts; returns their number. */
    int doubtAll(Connection connection) throws SQLException {
        if (!tables.check(connection, TableCheck.Use.WRITING).receipts()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement(ReceiptSql.doubtAll(history))) {
            statement.setString(1, history.table());
            return statement.executeUpdate();
        } catch (SQLException e) {
            if (SqlStates.of(e).equals(SqlState.UNDEFINED_COLUMN)) {
                return 0; // The table is of an older init-migrator: its receipts are ignored anyway.
            }
            throw e;
        }
    }

    /** Empty without a history, or without a version in it. */
    Optional<SchemaVersion> recordedVersion(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ReceiptSql.recordedVersions(history))) {
            List<SchemaVersion> versions = new ArrayList<>();
            while (rows.next()) {
                versions.add(new SchemaVersion(rows.getString(1)));
            }
            return versions.stream().max(Comparator.naturalOrder());
        } catch (SQLException e) {
            if (SqlStates.isUndefined(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Nothing if there are no receipts, or this role may not read them. */
    DeferredScripts deferred(Connection connection) throws SQLException {
        if (!tables.check(connection, TableCheck.Use.READING).receipts()) {
            return DeferredScripts.NONE;
        }
        try (PreparedStatement statement = connection.prepareStatement(ReceiptSql.deferred(history))) {
            statement.setString(1, history.table());
            try (ResultSet rows = statement.executeQuery()) {
                return deferred(rows);
            }
        } catch (SQLException e) {
            String state = SqlStates.of(e);
            if (SqlStates.isUndefined(e)
                    || state.equals(SqlState.UNDEFINED_COLUMN)
                    || state.equals(SqlState.INSUFFICIENT_PRIVILEGE)) {
                return DeferredScripts.NONE;
            }
            throw e;
        }
    }

    /** True also if there are none. */
    boolean areReadable(Connection connection) throws SQLException {
        return InternalTable.isReadable(connection, history.quotedReceiptTable(), true);
    }

    Optional<Set<String>> startedRevisions(Connection connection, Bundle bundle) throws SQLException {
        if (!tables.check(connection, TableCheck.Use.READING).receipts()) {
            return Optional.empty();
        }
        try (PreparedStatement statement = connection.prepareStatement(ReceiptSql.startedRevisions(history))) {
            statement.setString(1, history.table());
            statement.setString(2, bundle.digest());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(Revision.split(rows.getString(1))) : Optional.empty();
            }
        }
    }

    private static DeferredScripts deferred(ResultSet rows) throws SQLException {
        Set<DeferredScript> scripts = new HashSet<>();
        List<SchemaVersion> versions = new ArrayList<>();
        while (rows.next()) {
            scripts.addAll(DeferredLines.read(rows.getString(1)));
            String version = rows.getString(2);
            if (!version.isEmpty()) {
                versions.add(new SchemaVersion(version));
            }
        }
        return new DeferredScripts(scripts, versions.stream().max(Comparator.naturalOrder()));
    }

    private static String declarations(Receipt receipt) {
        return receipt.compatibleFrom().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
