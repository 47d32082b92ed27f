package io.initmigrator.postgres;

import io.initmigrator.fence.AppPrivileges;
import io.initmigrator.fence.AppRole;
import io.initmigrator.fence.MissingDefault;
import io.initmigrator.fence.UngrantedObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Privileges of the application's role, as the catalogue shows them to one session. */
final class PostgresAppPrivileges implements AppPrivileges {

    private final SessionConnection sessionConnection;
    private final AppRole role;
    private final HistoryTable history;
    private final String schema;
    private final List<String> schemas;

    /**
     * @param schema of the history, unquoted
     * @param schemas those that are migrated, unquoted
     */
    PostgresAppPrivileges(
            SessionConnection sessionConnection,
            AppRole role,
            HistoryTable history,
            String schema,
            List<String> schemas) {
        this.sessionConnection = sessionConnection;
        this.role = role;
        this.history = history;
        this.schema = schema;
        this.schemas = schemas;
    }

    @Override
    public AppRole role() {
        return role;
    }

    @Override
    public Optional<List<UngrantedObject>> missing() {
        return sessionConnection.use(connection -> {
            try (PreparedStatement statement = prepare(connection, AppPrivilegesSql.MISSING);
                    ResultSet rows = statement.executeQuery()) {
                List<UngrantedObject> missing = new ArrayList<>();
                while (rows.next()) {
                    if (!rows.getBoolean("known")) {
                        return Optional.empty();
                    }
                    if (rows.getString("statement") != null) {
                        missing.add(new UngrantedObject(
                                rows.getString("word") + " " + rows.getString("name"), rows.getString("statement")));
                    }
                }
                return Optional.of(missing);
            }
        });
    }

    @Override
    public List<MissingDefault> missingDefaults() {
        return sessionConnection.use(connection -> {
            try (PreparedStatement statement = prepare(connection, AppPrivilegesSql.MISSING_DEFAULTS)) {
                statement.setString(5, schema);
                try (ResultSet rows = statement.executeQuery()) {
                    List<MissingDefault> missing = new ArrayList<>();
                    while (rows.next()) {
                        missing.add(missingDefault(rows));
                    }
                    return missing;
                }
            }
        });
    }

    private static MissingDefault missingDefault(ResultSet row) throws SQLException {
        return new MissingDefault(row.getString("kind"), row.getString("owner"), row.getString("statement"));
    }

    @Override
    public Optional<String> grant(List<UngrantedObject> objects) {
        String sql = objects.stream().map(UngrantedObject::grant).collect(Collectors.joining("; "));
        return sessionConnection.use(connection -> {
            // Without a BEGIN, PostgreSQL runs all of it in one transaction.
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
                return Optional.empty();
            } catch (SQLException e) {
                if (SqlStates.isSessionLost(e)) {
                    throw e;
                }
                return Optional.of(ServerMessages.of(e));
            }
        });
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, role.name());
        statement.setArray(2, connection.createArrayOf("text", schemas.toArray()));
        statement.setString(3, schema);
        statement.setArray(4, connection.createArrayOf("text", history.tables().toArray()));
        return statement;
    }
}
