package io.initmigrator.postgres;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.Journal;
import io.initmigrator.fence.SessionActivityListener;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Receipt;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import java.util.TreeMap;

/** The fence, and the one connection that holds it. */
public final class PostgresFence extends PostgresSchemaReader implements Fence {

    private final String applicationName;
    private final SessionActivityMonitor monitor;

    PostgresFence(
            SessionConnection sessionConnection,
            ServerInfo facts,
            Receipts receipts,
            String applicationName,
            SessionActivityMonitor monitor) {
        super(sessionConnection, facts, receipts);
        this.applicationName = applicationName;
        this.monitor = monitor;
    }

    @Override
    public boolean verifyHeldAndApply(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("application_name", applicationName);
        String sql = "select " + facts().fenceKey().isStillHeld()
                + ", pg_catalog.set_config(?::pg_catalog.text, ?::pg_catalog.text, false)".repeat(all.size());
        return line().use(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int parameter = 0;
                for (Map.Entry<String, String> setting : all.entrySet()) {
                    statement.setString(++parameter, setting.getKey());
                    statement.setString(++parameter, setting.getValue());
                }
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return rows.getBoolean(1);
                }
            }
        });
    }

    @Override
    public Journal journal() {
        return new PostgresJournal(
                line(), receipts().tables(), TableCheck.Use.WRITING, facts().schema(), applicationName);
    }

    @Override
    public void record(Receipt receipt) {
        line().use(connection -> {
            receipts().record(connection, receipt, applicationName);
            return receipt;
        });
    }

    @Override
    public boolean enrol(Bundle bundle) {
        return line().use(connection -> receipts().enrol(connection, bundle, facts().fenceKey()));
    }

    @Override
    public void doubtReceipts() {
        line().use(receipts()::doubtAll);
    }

    @Override
    public Watch watch(SessionActivityListener spectator) {
        return monitor.watch(facts().backendPid(), spectator);
    }
}
