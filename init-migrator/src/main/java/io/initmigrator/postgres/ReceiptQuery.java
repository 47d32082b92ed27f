package io.initmigrator.postgres;

import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.SchemaSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Queries whether a receipt records that the schema contains a bundle.
 *
 * <p>Runs two queries at most. The catalogue cache of a new session is empty, so that the cost of a statement depends on the
 * functions, operators and tables that it names, far more than on its rows: the first query, which nearly every start needs, is
 * small; the second runs only if something was recorded after the receipt or the history has changed.
 */
final class ReceiptQuery {

    private final HistoryTable history;
    private final String address;
    private final TableCheck tables;
    private final TableCheck.Use use;
    private final Revision revision;
    private final boolean counting;
    private final String checkedQuestion;
    private final String shortQuestion;
    private final String question;

    ReceiptQuery(
            HistoryTable history,
            String address,
            TableCheck tables,
            TableCheck.Use use,
            Revision revision,
            boolean counting) {
        this.history = history;
        this.revision = revision;
        this.counting = counting;
        this.address = address;
        this.tables = tables;
        this.use = use;
        this.shortQuestion = ReceiptSql.shortQuestion(history);
        this.checkedQuestion = TableCheck.quickly(history) + ";" + shortQuestion;
        this.question = ReceiptSql.question(history);
    }

    /**
     * One round trip if the history is unchanged since the receipt, else two; two more if our role does not own the tables.
     */
    SchemaSnapshot ask(Connection connection, Bundle bundle) throws SQLException {
        try {
            Optional<SchemaSnapshot> plain = askChecked(connection, bundle);
            return plain.isPresent() ? plain.get() : askInFull(connection, bundle);
        } catch (SQLException e) {
            if (SqlStates.isSessionLost(e)) {
                throw e;
            }
            return new SchemaSnapshot(new BundleState.Unverified(doubt(e)), askTime(connection));
        }
    }

    /** Empty if the full query is needed. */
    private Optional<SchemaSnapshot> askChecked(Connection connection, Bundle bundle) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(checkedQuestion)) {
            setParameters(statement, bundle);
            statement.execute();
            statement.getMoreResults();
            return answer(statement);
        } catch (SQLException e) {
            if (!SqlStates.of(e).equals(TableCheck.NOT_TRUSTED)) {
                throw e;
            }
            return askShortly(connection, bundle);
        }
    }

    private Optional<SchemaSnapshot> askShortly(Connection connection, Bundle bundle) throws SQLException {
        if (!tables.check(connection, use).receipts()) {
            return Optional.of(new SchemaSnapshot(noReceipt(), askTime(connection)));
        }
        try (PreparedStatement statement = connection.prepareStatement(shortQuestion)) {
            setParameters(statement, bundle);
            statement.execute();
            return answer(statement);
        }
    }

    private void setParameters(PreparedStatement statement, Bundle bundle) throws SQLException {
        statement.setString(1, history.table());
        statement.setString(2, bundle.digest());
    }

    private Optional<SchemaSnapshot> answer(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.getResultSet()) {
            rows.next();
            refuseReplica(rows);
            String version = rows.getString("schema_version");
            if (version == null) {
                return Optional.of(new SchemaSnapshot(noReceipt(), time(rows)));
            }
            return !counting && isAsTheReceiptLeftIt(rows)
                    ? Optional.of(new SchemaSnapshot(new BundleState.Current(version, isEnrolled(rows)), time(rows)))
                    : Optional.empty();
        }
    }

    private static boolean isAsTheReceiptLeftIt(ResultSet rows) throws SQLException {
        return rows.getInt("schemas") == 1
                && rows.getString("digest").equals(rows.getString("history_digest"))
                && rows.getBoolean("sound")
                && !rows.getBoolean("ahead")
                && !rows.getBoolean("superseded");
    }

    private boolean isEnrolled(ResultSet rows) throws SQLException {
        return revision.isNone() || revision.isAmong(rows.getString("revisions"));
    }

    private SchemaSnapshot askInFull(Connection connection, Bundle bundle) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, history.table());
            statement.setString(2, history.table());
            statement.setString(3, bundle.digest());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                refuseReplica(rows);
                return new SchemaSnapshot(
                        row(rows).map(ReceiptRow::state).orElseGet(ReceiptQuery::noReceipt), time(rows));
            }
        }
    }

    private Instant askTime(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ReceiptSql.TIME)) {
            rows.next();
            refuseReplica(rows);
            return time(rows);
        }
    }

    private void refuseReplica(ResultSet rows) throws SQLException {
        if (rows.getBoolean("replica")) {
            throw ConnectionErrors.replica(address);
        }
    }

    /** Read as a number, without the driver's classes for timestamps: hot path, see docs/startup.md. */
    private static Instant time(ResultSet rows) throws SQLException {
        return Instant.EPOCH.plus(rows.getLong("now"), ChronoUnit.MICROS);
    }

    private Optional<ReceiptRow> row(ResultSet rows) throws SQLException {
        if (rows.getString("schema_version") == null) {
            return Optional.empty();
        }
        return Optional.of(new ReceiptRow(
                rows.getString("schema_version"),
                rows.getString("bundle_version"),
                rows.getBoolean("changed"),
                rows.getBoolean("repaired"),
                rows.getInt("failed"),
                rows.getInt("taken_away"),
                rows.getInt("later"),
                DeferredLines.read(rows.getString("deferred")).size() - rows.getInt("caught_up"),
                rows.getBoolean("ahead"),
                new ReceiptRow.Rollouts(
                        rows.getBoolean("superseded"),
                        revision.isAmong(rows.getString("revisions")),
                        isEnrolled(rows),
                        !rows.getString("module").isEmpty()),
                rows.getString("versions"),
                rows.getString("later_versions"),
                rows.getString("declared")));
    }

    private static BundleState noReceipt() {
        return new BundleState.Unverified("no receipt");
    }

    private static String doubt(SQLException exception) {
        return SqlStates.isUndefined(exception) ? "no receipt" : ServerMessages.of(exception);
    }
}
