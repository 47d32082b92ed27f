package io.initmigrator.postgres;

import io.initmigrator.coordination.Fence;
import io.initmigrator.coordination.Journal;
import io.initmigrator.coordination.Spectator;
import io.initmigrator.schema.Receipt;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** The fence, and the one connection that holds it. */
public final class PostgresFence extends PostgresReading implements Fence {

    private final String applicationName;
    private final Onlooker onlooker;

    PostgresFence(Line line, SessionFacts facts, Receipts receipts, String applicationName, Onlooker onlooker) {
        super(line, facts, receipts);
        this.applicationName = applicationName;
        this.onlooker = onlooker;
    }

    @Override
    public boolean isHeld() {
        String sql = "select set_config('application_name', ?, false), "
                + facts().fenceKey().isHeldHere();
        return line().use(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, applicationName);
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return rows.getBoolean(2);
                }
            }
        });
    }

    @Override
    public Journal journal() {
        return new PostgresJournal(line(), receipts().history(), facts().schema(), applicationName);
    }

    @Override
    public void record(Receipt receipt) {
        line().use(connection -> {
            receipts().record(connection, receipt, applicationName);
            return receipt;
        });
    }

    @Override
    public void forgetReceipts() {
        line().use(receipts()::forgetAll);
    }

    @Override
    public Watch watch(Spectator spectator) {
        return onlooker.watch(facts().backendPid(), spectator);
    }
}
