package io.initmigrator.flyway;

import io.initmigrator.coordination.ScriptListener;
import io.initmigrator.schema.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/** Comes first before each script: tells the progress, and gives the script the time limits that are right for it. */
final class RunCallback implements Callback {

    private final int total;
    private final Limits limits;
    private final Function<MigrationInfo, ScriptHead> heads;
    private final ScriptListener listener;
    private int begun;
    private @Nullable MigrationInfo script;

    /**
     * @param limits of every script that does not say otherwise
     */
    RunCallback(int total, Limits limits, Function<MigrationInfo, ScriptHead> heads, ScriptListener listener) {
        this.total = total;
        this.limits = limits;
        this.heads = heads;
        this.listener = listener;
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
        return event == Event.BEFORE_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        script = context.getMigrationInfo();
        begun++;
        listener.starting(
                new Progress(begun, Math.max(begun, total), script.getScript()), Transactions.mayRunIn(script));
        setLimits(script, context.getConnection());
    }

    /** Flyway goes by the names; that of {@code beforeEachMigrate.sql} is empty too, and comes after. */
    @Override
    public String getCallbackName() {
        return "";
    }

    /** After the first, those of every script are in force already: {@link FenceCallback} sees to it. */
    private void setLimits(MigrationInfo script, Connection connection) {
        try {
            Limits wanted = limits.of(heads.apply(script), !connection.getAutoCommit());
            if (begun == 1 || !wanted.equals(limits)) {
                wanted.set(connection);
            }
        } catch (SQLException e) {
            throw new FlywayException("Setting lock_timeout and statement_timeout failed", e);
        }
    }
}
