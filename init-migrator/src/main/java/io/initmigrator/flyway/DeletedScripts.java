package io.initmigrator.flyway;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;

/**
 * The scripts that a repair marked as deleted and that are back in the bundle unchanged. A repair undoes nothing, so the schema still
 * has their changes, unless somebody has undone them by hand.
 *
 * @param rows ranks of the rows that say so, by version
 */
record DeletedScripts(Map<String, Integer> rows) {

    static DeletedScripts of(Connection connection, Configuration settings, MigrationInfoView bundle)
            throws SQLException {
        Map<String, Integer> checksums = new HashMap<>();
        for (MigrationInfo script : bundle.scripts()) {
            if (script.isVersioned() && script.getChecksum() != null) {
                checksums.put(script.getVersion().getVersion(), Objects.requireNonNull(script.getChecksum()));
            }
        }
        SortedMap<Integer, HistoryRow> history = HistoryRow.all(connection, settings);
        Map<String, Integer> deleted = new HashMap<>();
        history.forEach((rank, row) -> {
            String version = row.version();
            if (version == null) {
                return;
            }
            if (row.saysDeleted() && Objects.equals(checksums.get(version), row.checksum())) {
                deleted.put(version, rank);
            } else {
                deleted.remove(version);
            }
        });
        return new DeletedScripts(deleted);
    }

    boolean contains(String version) {
        return rows.containsKey(version);
    }

    /** Removes the rows that say so. */
    void restore(Connection connection, Configuration settings) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("delete from " + HistoryExtent.table(settings)
                + " where installed_rank operator(pg_catalog.=) any (?)")) {
            statement.setArray(
                    1,
                    connection.createArrayOf("int4", Set.copyOf(rows.values()).toArray()));
            statement.executeUpdate();
        }
    }
}
