package io.initmigrator.command.rehearsal;

import io.initmigrator.lint.sql.SqlStatements;
import io.initmigrator.lint.sql.SqlStatements.Written;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.TokenCursor;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Runs one script in a session of its own, statement by statement, and measures each. */
final class ScriptReplay {

    private static final String REFUSED_IN_TRANSACTION = "25001";

    private final Connection connection;
    private final boolean inTransaction;
    private final List<ReplayedStatement> statements = new ArrayList<>();
    private Set<MeasuredRelation> tables = Set.of();
    private @Nullable SQLException failure;
    private int failedLine;

    private ScriptReplay(Connection connection, boolean inTransaction) {
        this.connection = connection;
        this.inTransaction = inTransaction;
    }

    /** Runs the script in the state of a fresh session, and commits it, or rolls it back if it fails. */
    static ScriptReplay run(Connection connection, String sql, boolean inTransaction) throws SQLException {
        connection.setAutoCommit(true);
        ScriptReplay replay = new ScriptReplay(connection, inTransaction);
        try (java.sql.Statement statement = connection.createStatement()) {
            // An index that PostgreSQL happens to use would hide that all rows are read. Without a database, the linter
            // takes sessions for not in UTC.
            statement.execute("discard all");
            statement.execute("set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off;"
                    + " set statement_timeout = '60s'; set timezone = 'Europe/Vienna'");
        }
        connection.setAutoCommit(!inTransaction);
        replay.run(sql);
        return replay;
    }

    /** Null if all of it ran. */
    @Nullable
    SQLException failure() {
        return failure;
    }

    int failedLine() {
        return failedLine;
    }

    List<ReplayedStatement> statements() {
        return statements;
    }

    RehearsedScript rehearsed(String name) {
        return new RehearsedScript(
                name,
                Duration.ZERO,
                statements.stream().map(ReplayedStatement::measured).toList(),
                tables);
    }

    private void run(String sql) throws SQLException {
        RelationSnapshot origin = RelationSnapshot.take(connection);
        SchemaFacts originFacts = SchemaFacts.read(connection);
        tables = origin.tables();
        RelationSnapshot before = origin;
        SchemaFacts beforeFacts = originFacts;
        boolean isStale = false;
        for (Written each : SqlStatements.written(sql)) {
            failedLine = each.statement().line();
            try {
                boolean refused = !inTransaction && isRefused(each.text());
                boolean changes = changesTables(each.statement());
                if (changes && isStale) {
                    beforeFacts = SchemaFacts.read(connection);
                }
                execute(each.text());
                if (insertsValues(each.statement())) {
                    isStale = true;
                    continue;
                }
                RelationSnapshot after = RelationSnapshot.take(connection);
                SchemaFacts afterFacts = changes ? SchemaFacts.read(connection) : beforeFacts;
                isStale = !changes;
                SnapshotComparison comparison = new SnapshotComparison(origin, before, after);
                statements.add(new ReplayedStatement(
                        new StatementMeasurement(
                                failedLine,
                                each.statement().head(),
                                Duration.ZERO,
                                inTransaction,
                                comparison.locks(),
                                comparison.rewritten(),
                                comparison.rebuilt(),
                                comparison.read()),
                        ReplayedStatement.scans(origin, before, after),
                        refused,
                        originFacts,
                        beforeFacts,
                        afterFacts));
                before = after;
                beforeFacts = afterFacts;
            } catch (SQLException e) {
                failure = e;
                break;
            }
        }
        if (inTransaction && failure == null) {
            commit();
        } else if (inTransaction) {
            connection.rollback();
        }
    }

    /** Neither what creates a table nor what writes rows does anything to columns and indexes that are there. */
    private static boolean changesTables(Statement statement) {
        TokenCursor cursor = statement.cursor();
        return !cursor.at("create", "table") && !cursor.atAny("insert", "update", "delete", "comment", "grant", "set");
    }

    /** Reference data: many statements, and nothing to measure. */
    private static boolean insertsValues(Statement statement) {
        TokenCursor cursor = statement.cursor();
        return cursor.accept("insert") && !cursor.flat().has("select");
    }

    private void commit() throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            failure = e;
            connection.rollback();
        }
    }

    private boolean isRefused(String sql) throws SQLException {
        connection.setAutoCommit(false);
        try {
            execute(sql);
            return false;
        } catch (SQLException e) {
            return REFUSED_IN_TRANSACTION.equals(e.getSQLState());
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private void execute(String sql) throws SQLException {
        int semicolon = sql.indexOf(';');
        if (sql.matches("(?is)copy\\b[^;]*\\bfrom\\s+stdin\\b.*") && semicolon > 0) {
            copy(sql.substring(0, semicolon), sql.substring(sql.indexOf('\n', semicolon) + 1));
            return;
        }
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    private void copy(String sql, String data) throws SQLException {
        try {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, new StringReader(data));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
