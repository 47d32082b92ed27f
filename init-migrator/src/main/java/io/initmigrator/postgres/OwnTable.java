package io.initmigrator.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;

/** A table of ours beside Flyway's history; init-migrators with other history tables in the same schema share it. */
final class OwnTable {

    /**
     * {@code unique_violation} in the catalogue, {@code duplicate_table}, and {@code duplicate_object} for its row type: what who comes
     * second at that moment gets, by how far the first had come.
     */
    private static final Set<String> MADE_BY_ANOTHER = Set.of("23505", "42P07", "42710");

    private OwnTable() {}

    /**
     * Makes it, unless somebody else does.
     *
     * @param connection whose transaction, where it is in one, goes on
     * @param sql {@code create table if not exists}, which two at once may both find missing
     */
    static void create(Connection connection, String sql) throws SQLException {
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
                statement.execute(sql); // finds it made, or says what else has its name
            }
        }
    }
}
