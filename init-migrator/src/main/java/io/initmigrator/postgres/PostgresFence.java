package io.initmigrator.postgres;

import io.initmigrator.coordination.Fence;
import io.initmigrator.coordination.Journal;
import io.initmigrator.coordination.Spectator;
import io.initmigrator.schema.Receipt;

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
