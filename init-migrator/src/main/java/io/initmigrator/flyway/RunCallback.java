package io.initmigrator.flyway;

import io.initmigrator.coordination.ScriptListener;
import io.initmigrator.schema.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Stands beside each script: tells the progress, gives the script the time limits that are right for it, and lets nothing be
 * recorded once the script has let go of the fence.
 */
final class RunCallback implements Callback {

    private final int total;
    private final Limits limits;
    private final Function<MigrationInfo, ScriptHead> heads;
    private final ScriptListener listener;
    private final BooleanSupplier held;
    private int begun;
    private @Nullable MigrationInfo script;

    /**
     * @param limits of every script that does not say otherwise
     * @param held whether the session still holds the fence
     */
    RunCallback(
            int total,
            Limits limits,
            Function<MigrationInfo, ScriptHead> heads,
            ScriptListener listener,
            BooleanSupplier held) {
        this.total = total;
        this.limits = limits;
        this.heads = heads;
        this.listener = listener;
        this.held = held;
    }

    /** How many scripts were pending. */
    int total() {
        return total;
    }

    /** The script that began last. */
    Optional<MigrationInfo> script() {
        return Optional.ofNullable(script);
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        if (event == Event.BEFORE_EACH_MIGRATE) {
            starting(context.getMigrationInfo(), context.getConnection());
        } else if (!held.getAsBoolean()) {
            // Somebody else may have it by now, and run this very script; in a transaction, ours has not happened.
            throw new FlywayException(
                    "the script let go of all locks of its session (DISCARD ALL, pg_advisory_unlock_all),"
                            + " and with them of the right to migrate; take that out of it");
        }
    }

    private void starting(MigrationInfo beginning, Connection connection) {
        script = beginning;
        begun++;
        listener.starting(
                new Progress(begun, Math.max(begun, total), beginning.getScript()), Transactions.mayRunIn(beginning));
        setLimits(beginning, connection);
    }

    @Override
    public String getCallbackName() {
        return "init-migrator";
    }

    /** Anew for each, since a script may have set its own. */
    private void setLimits(MigrationInfo script, Connection connection) {
        try {
            limits.of(heads.apply(script), !connection.getAutoCommit()).set(connection);
        } catch (SQLException e) {
            throw new FlywayException("Setting lock_timeout and statement_timeout failed", e);
        }
    }
}
