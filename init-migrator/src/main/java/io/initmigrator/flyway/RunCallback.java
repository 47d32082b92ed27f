package io.initmigrator.flyway;

import io.initmigrator.coordination.ScriptListener;
import io.initmigrator.coordination.ScriptStart;
import io.initmigrator.schema.Progress;
import io.initmigrator.schema.SchemaVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
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
    private final Transactions transactions;
    private final Predicate<Limits> held;
    private final ScriptListener listener;
    private int begun;
    private @Nullable MigrationInfo script;
    private boolean isProtected;

    /**
     * @param limits of every script that does not say otherwise
     * @param held whether the session still holds the fence; gives it these limits
     */
    RunCallback(
            int total,
            Limits limits,
            Function<MigrationInfo, ScriptHead> heads,
            Transactions transactions,
            Predicate<Limits> held,
            ScriptListener listener) {
        this.total = total;
        this.limits = limits;
        this.heads = heads;
        this.transactions = transactions;
        this.held = held;
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

    /** Whether nothing is left of that script where it fails. */
    boolean isProtected() {
        return isProtected;
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
        Optional<SchemaVersion> committed = committed(context);
        script = context.getMigrationInfo();
        begun++;
        isProtected = transactions.protect(script);
        listener.starting(new ScriptStart(
                new Progress(begun, Math.max(begun, total), script.getScript()),
                committed,
                isProtected,
                isProtected ? List.of() : transactions.createdIndexes(script)));
        setLimits(script, context.getConnection());
    }

    /** Of the script before; a group is committed as a whole. */
    private Optional<SchemaVersion> committed(Context context) {
        return context.getConfiguration().isGroup()
                ? Optional.empty()
                : script().map(MigrationInfo::getVersion).map(it -> new SchemaVersion(it.getVersion()));
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
            if ((begun == 1 || !wanted.equals(limits)) && !held.test(wanted)) {
                throw FenceCallback.letGo("a callback, or an earlier try,");
            }
        } catch (SQLException e) {
            throw new FlywayException("Setting lock_timeout and statement_timeout failed", e);
        }
    }
}
