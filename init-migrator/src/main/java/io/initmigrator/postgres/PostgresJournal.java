package io.initmigrator.postgres;

import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.fence.Journal;
import io.initmigrator.fence.ScriptTimeouts;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code init_migrator_journal} beside Flyway's history, created when first needed. */
final class PostgresJournal implements Journal {

    private final SessionConnection sessionConnection;
    private final TableCheck tables;
    private final TableCheck.Use use;
    private final HistoryTable history;
    private final String schema;
    private final String applicationName;
    private final ScriptTimeouts timeouts;

    PostgresJournal(
            SessionConnection sessionConnection,
            TableCheck tables,
            TableCheck.Use use,
            String schema,
            String applicationName,
            ScriptTimeouts timeouts) {
        this.sessionConnection = sessionConnection;
        this.tables = tables;
        this.use = use;
        this.history = tables.history();
        this.schema = schema;
        this.applicationName = applicationName;
        this.timeouts = timeouts;
    }

    @Override
    public Optional<InterruptedScript> interrupted() {
        return sessionConnection.use(connection -> {
            TableCheck.Tables found = tables.check(connection, use);
            // Another application may have created the journal, or the history was dropped to start over.
            if (!found.journal() || !found.history()) {
                return Optional.empty();
            }
            try (PreparedStatement statement = connection.prepareStatement(JournalSql.interrupted(history))) {
                statement.setString(1, history.table());
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(script(connection, rows)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public void begin(String script, List<String> indexes) {
        sessionConnection.use(connection -> {
            if (!tables.check(connection, use).journal()) {
                InternalTable.create(connection, history.quotedJournalTable(), JournalSql.COLUMNS);
                tables.check(connection, use);
            }
            if (!isTrue(connection, JournalSql.hasNames(history))) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(JournalSql.addNames(history));
                }
            }
            return insert(connection, script, indexes);
        });
    }

    private int insert(Connection connection, String script, List<String> named) throws SQLException {
        List<String> invalid = indexes(connection, JournalSql.INVALID_INDEXES);
        List<String> all = indexes(connection, JournalSql.INDEXES);
        try (PreparedStatement statement = connection.prepareStatement(JournalSql.begin(history))) {
            statement.setString(1, history.table());
            statement.setString(2, script);
            statement.setString(3, applicationName);
            statement.setArray(4, connection.createArrayOf("text", invalid.toArray()));
            statement.setArray(5, connection.createArrayOf("text", all.toArray()));
            statement.setArray(6, connection.createArrayOf("text", named.toArray()));
            return statement.executeUpdate();
        }
    }

    @Override
    public void complete() {
        sessionConnection.use(connection -> {
            TableCheck.Tables found = tables.check(connection, use);
            return found.journal() && found.history()
                    ? update(connection, JournalSql.complete(history), history.table())
                    : 0;
        });
    }

    @Override
    public List<String> undo(InterruptedScript script) {
        return sessionConnection.use(connection -> {
            // It waits for older transactions, as the script itself may, and nothing is queued behind it.
            SessionParameters.apply(connection, ScriptTimeouts.NONE);
            try (Statement statement = connection.createStatement()) {
                for (String index : script.left()) {
                    statement.execute("drop index concurrently if exists " + index);
                }
            }
            SessionParameters.apply(connection, timeouts);
            update(connection, JournalSql.forget(history), history.table(), script.script());
            return script.left();
        });
    }

    @Override
    public List<String> invalidIndexes() {
        return sessionConnection.use(connection -> indexes(connection, JournalSql.INVALID_INDEXES));
    }

    /** True if the journal exists and the session's role may read it. */
    boolean isReadable() {
        return sessionConnection.use(
                connection -> InternalTable.isReadable(connection, history.quotedJournalTable(), false));
    }

    private static boolean isTrue(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private InterruptedScript script(Connection connection, ResultSet row) throws SQLException {
        List<String> before = texts(row.getArray("indexes_before"));
        List<String> invalid = indexes(connection, JournalSql.OWN_INVALID_INDEXES);
        List<String> complete = indexes(connection, JournalSql.OWN_INDEXES_NAMED, row.getArray("indexes_named"));
        return new InterruptedScript(
                row.getString("script"),
                row.getString("begun_by"),
                row.getObject("begun_at", Timestamp.class).toInstant(),
                // One that existed is what the script drops, and drops again.
                newSince(before, newSince(texts(row.getArray("invalid_before")), invalid)),
                newSince(before, complete));
    }

    private static List<String> newSince(List<String> before, List<String> now) {
        return now.stream().filter(index -> !before.contains(index)).toList();
    }

    private List<String> indexes(Connection connection, String sql, Array... names) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            for (Array it : names) {
                statement.setArray(2, it);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<String> indexes = new ArrayList<>();
                while (rows.next()) {
                    indexes.add(rows.getString(1));
                }
                return indexes;
            }
        }
    }

    private static int update(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
