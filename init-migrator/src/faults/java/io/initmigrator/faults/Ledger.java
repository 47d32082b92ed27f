package io.initmigrator.faults;

import io.initmigrator.faults.FaultScripts.Kind;
import io.initmigrator.faults.FaultScripts.Script;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares the scripts' own records of their effects with Flyway's history. */
final class Ledger {

    private final Map<String, Integer> parts = new HashMap<>();
    private final Map<String, Integer> recorded = new HashMap<>();
    private final Map<String, Boolean> indexes = new HashMap<>();
    private final List<String> doubles = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();

    private Ledger() {}

    static Ledger of(Connection connection, FaultScripts scripts, Map<String, Integer> retries) throws SQLException {
        Ledger ledger = new Ledger();
        ledger.read(connection);
        scripts.list().forEach(script -> ledger.compare(script, retries.getOrDefault(script.name(), 0)));
        return ledger;
    }

    /** Lists scripts that took effect or were recorded more than once. */
    List<String> doubles() {
        return doubles;
    }

    /** Lists scripts that were recorded without effect, took effect without being recorded, or did neither. */
    List<String> lost() {
        return lost;
    }

    private void read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows =
                    statement.executeQuery("select script || '/' || part, count(*) from proof.effects group by 1")) {
                while (rows.next()) {
                    parts.put(rows.getString(1), rows.getInt(2));
                }
            }
            readHistory(statement);
            try (ResultSet rows = statement.executeQuery(
                    "select c.relname, i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid")) {
                while (rows.next()) {
                    indexes.put(rows.getString(1), rows.getBoolean(2));
                }
            }
        }
    }

    private void readHistory(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select to_regclass('flyway_schema_history') is not null")) {
            rows.next();
            if (!rows.getBoolean(1)) {
                return;
            }
        }
        try (ResultSet rows =
                statement.executeQuery("select script, success, count(*) from flyway_schema_history group by 1, 2")) {
            while (rows.next()) {
                if (rows.getBoolean(2)) {
                    recorded.put(rows.getString(1), rows.getInt(3));
                } else {
                    lost.add(rows.getString(1) + " is recorded as failed");
                }
            }
        }
    }

    /** @param retries how often a successor has logged that it reruns the script; each rerun may repeat what no transaction protects */
    private void compare(Script script, int retries) {
        int rows = recorded.getOrDefault(script.name(), 0);
        if (rows > 1) {
            doubles.add(script.name() + " is recorded " + rows + " times");
        } else if (rows < 1) {
            lost.add(script.name() + " is not recorded");
        }
        if (script.kind() == Kind.INDEX) {
            if (!indexes.getOrDefault(script.index(), false)) {
                lost.add("the index of " + script.name() + " is missing or invalid");
            }
        } else {
            comparePart(script, 1, retries);
            comparePart(script, 2, retries);
        }
    }

    private void comparePart(Script script, int part, int retries) {
        int runs = parts.getOrDefault(script.name() + "/" + part, 0);
        int most = script.kind() == Kind.TRANSACTION ? 1 : 1 + retries;
        if (runs > most) {
            doubles.add("part " + part + " of " + script.name() + " ran " + runs + " times, not " + most);
        } else if (runs < 1) {
            lost.add("part " + part + " of " + script.name() + " has no effect");
        }
    }
}
