package io.initmigrator.postgres;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.Journal;
import io.initmigrator.fence.LockLostException;
import io.initmigrator.fence.ScriptTimeouts;
import io.initmigrator.fence.SessionActivityListener;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.postgres.SessionConnection.ConnectionCallback;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Receipt;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fence, with the connection that holds it. */
public final class PostgresFence extends PostgresSchemaReader implements Fence {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresFence.class);

    private final String applicationName;
    private final ScriptTimeouts timeouts;
    private final SessionActivityMonitor monitor;

    PostgresFence(
            SessionConnection sessionConnection,
            ServerInfo facts,
            Receipts receipts,
            PostgresSession.SessionContext context) {
        super(sessionConnection, facts, receipts, context.schemas(), context.appRole());
        this.applicationName = context.applicationName();
        this.timeouts = context.timeouts();
        this.monitor = context.monitor();
    }

    @Override
    public ScriptTimeouts defaultTimeouts() {
        return timeouts;
    }

    @Override
    public void apply(ScriptTimeouts wanted) {
        line().use(connection -> {
            SessionParameters.apply(connection, wanted);
            return wanted;
        });
    }

    @Override
    public void verifyHeldAndApply(ScriptTimeouts wanted) {
        Map<String, String> all = new TreeMap<>(SessionParameters.timeouts(wanted));
        all.put("application_name", applicationName);
        String sql = "select " + facts().fenceKey().isStillHeld()
                + ", pg_catalog.set_config(?::pg_catalog.text, ?::pg_catalog.text, false)".repeat(all.size());
        boolean held = line().use(connection -> {
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
        if (!held) {
            throw new LockLostException();
        }
    }

    @Override
    public Journal journal() {
        return new PostgresJournal(
                line(), receipts().tables(), TableCheck.Use.WRITING, facts().schema(), applicationName, timeouts);
    }

    @Override
    public void record(Receipt receipt) {
        line().use(connection -> {
            receipts().record(connection, receipt, applicationName);
            return receipt;
        });
    }

    @Override
    public void recordFingerprint(Receipt receipt, boolean migrated) {
        useFingerprints(connection -> {
            fingerprints().record(connection, receipt, migrated);
            return true;
        });
    }

    @Override
    public <T> T keepFingerprint(Supplier<T> repair) {
        boolean current = useFingerprints(fingerprints()::isCurrent);
        T result = repair.get();
        if (current) {
            useFingerprints(fingerprints()::follow);
        }
        return result;
    }

    /** False if it fails, which is logged. */
    private boolean useFingerprints(ConnectionCallback<Boolean> work) {
        try {
            return line().use(work);
        } catch (UnreachableException | SessionLostException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .addKeyValue("consequence", "status --drift has nothing to compare with")
                    .log("Cannot record fingerprint of schema");
            return false;
        }
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
    public Watch watch(SessionActivityListener listener) {
        return monitor.watch(facts().backendPid(), listener);
    }
}
