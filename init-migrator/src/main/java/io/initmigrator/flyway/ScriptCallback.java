package io.initmigrator.flyway;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.LockLostException;
import io.initmigrator.fence.ScriptTimeouts;
import io.initmigrator.migration.ScriptListener;
import io.initmigrator.migration.ScriptStart;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.ScriptProgress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Runs first before each script, and sets its timeouts. Notifies the listener after the bundle's own {@code beforeEachMigrate}:
 * only then the script starts.
 */
final class ScriptCallback implements Callback {

    private final int total;
    private final Function<MigrationInfo, ScriptHeader> heads;
    private final ScriptTransactions transactions;
    private final Fence fence;
    private final ScriptListener listener;
    private int begun;
    private @Nullable MigrationInfo script;
    private boolean running;
    private boolean isProtected;
    private @Nullable Boolean endedByCallback;
    private @Nullable ScriptStart imminent;

    ScriptCallback(
            int total,
            Function<MigrationInfo, ScriptHeader> heads,
            ScriptTransactions transactions,
            Fence fence,
            ScriptListener listener) {
        this.total = total;
        this.heads = heads;
        this.transactions = transactions;
        this.fence = fence;
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

    /** The script that has begun, or is just to begin, and has not ended. */
    Optional<MigrationInfo> running() {
        return running ? script() : Optional.empty();
    }

    /** Returns whether a failure leaves nothing of that script: its transaction is rolled back, or it had not started. */
    boolean leavesNothing() {
        return isProtected || imminent != null;
    }

    /** Runs last before each script; from then on the connection ends no transaction, because the script may have begun it. */
    Callback lastBefore() {
        return new FinalCallback(Event.BEFORE_EACH_MIGRATE, connection -> {
            ScriptStart start = Objects.requireNonNull(imminent);
            imminent = null;
            listener.starting(start);
            connection.beginRequest();
        });
    }

    /** Comes last after each script, before it is recorded: records nothing if the session has released the lock. */
    Callback lastAfter() {
        return new FinalCallback(Event.AFTER_EACH_MIGRATE, connection -> {
            // Without the lock, another process may already run this script. In a transaction, this run is rolled back.
            verifyHeld(fence.defaultTimeouts(), "the script");
            connection.endRequest();
            running = false;
        });
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
        running = true;
        begun++;
        isProtected = transactions.isAtomic(script) && !endedByCallback(context);
        imminent = new ScriptStart(
                new ScriptProgress(begun, Math.max(begun, total), script.getScript()),
                committed,
                isProtected,
                isProtected ? List.of() : transactions.createdIndexes(script));
        setTimeouts(script, context.getConnection());
    }

    private boolean endedByCallback(Context context) {
        Boolean known = endedByCallback;
        if (known == null) {
            known = transactions.areEndedByCallback(context.getConfiguration());
            endedByCallback = known;
        }
        return known;
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

    /** Before every script but the first, the defaults are set already, by {@link #lastAfter}. */
    private void setTimeouts(MigrationInfo script, Connection connection) {
        try {
            ScriptTimeouts defaults = fence.defaultTimeouts();
            ScriptTimeouts wanted = DeclaredTimeouts.of(heads.apply(script), defaults, !connection.getAutoCommit());
            if (begun == 1 || !wanted.equals(defaults)) {
                verifyHeld(wanted, "a callback or an earlier attempt");
            }
        } catch (SQLException e) {
            throw new FlywayException("Setting lock_timeout and statement_timeout failed", e);
        }
    }

    private void verifyHeld(ScriptTimeouts timeouts, String releaser) {
        try {
            fence.verifyHeldAndApply(timeouts);
        } catch (LockLostException e) {
            throw new FlywayException(
                    releaser
                            + " released all session locks (DISCARD ALL, pg_advisory_unlock_all), including the migration"
                            + " lock; remove that statement",
                    e);
        }
    }
}
