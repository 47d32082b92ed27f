package io.initmigrator.flyway;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/** A row of the history, as far as a repair may change it. */
record HistoryRow(
        @Nullable String version,
        String description,
        String type,
        String script,
        @Nullable Integer checksum) {

    /** Flyway's type of a row that says that another one's script is gone. */
    private static final String DELETE = "DELETE";

    /** Returns the rows by rank; empty without a history table. */
    static SortedMap<Integer, HistoryRow> all(Connection connection, Configuration settings) throws SQLException {
        SortedMap<Integer, HistoryRow> rows = new TreeMap<>();
        if (!HistoryExtent.exists(connection, settings)) {
            return rows;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select installed_rank, version, description, type, script, checksum from "
                                + HistoryExtent.table(settings))) {
            while (row.next()) {
                rows.put(
                        row.getInt("installed_rank"),
                        new HistoryRow(
                                row.getString("version"),
                                row.getString("description"),
                                row.getString("type"),
                                row.getString("script"),
                                row.getObject("checksum", Integer.class)));
            }
        }
        return rows;
    }

    boolean saysDeleted() {
        return type.equals(DELETE);
    }

    /** {@code checksum 12 -> 34, description "a" -> "b"}; what is the same is left out. */
    String changesTo(HistoryRow now) {
        List<String> changes = new ArrayList<>();
        change("checksum", checksum, now.checksum, changes);
        change("description", quoted(description), quoted(now.description), changes);
        change("type", type, now.type, changes);
        change("script", script, now.script, changes);
        return String.join(", ", changes);
    }

    /** {@code version 4, checksum 12}. */
    String identification() {
        return (version == null ? "repeatable" : "version " + version)
                + (checksum == null ? "" : ", checksum " + checksum);
    }

    private static void change(String name, @Nullable Object was, @Nullable Object is, List<String> changes) {
        if (!Objects.equals(was, is)) {
            changes.add(name + " " + was + " -> " + is);
        }
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
