package io.initmigrator.flyway;

import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.internal.info.MigrationInfoImpl;

/** Whether a script runs in a transaction. Flyway decides it from the statements, and tells it nowhere in its public API. */
final class Transactions {

    private Transactions() {}

    static boolean mayRunIn(MigrationInfo script) {
        return !(script instanceof MigrationInfoImpl known) || known.canExecuteInTransaction();
    }
}
