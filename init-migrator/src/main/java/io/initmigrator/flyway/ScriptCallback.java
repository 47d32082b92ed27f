package io.initmigrator.flyway;

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
import java.util.function.Predicate;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Comes first before each script, and gives it the time limits that are right for it. Tells the listener once the bundle's own
 * {@code beforeEachMigrate} is through: only then the script begins.
 */
final class ScriptCallback implements Callback {

    private final int total;
    private final ScriptTimeouts limits;
    private final Function<MigrationInfo, ScriptHeader> heads;
    private final ScriptTransactions transactions;
    private final Predicate<ScriptTimeouts> held;
    private final ScriptListener listener;
    private int begun;
    private @Nullable MigrationInfo script;
    private boolean running;
    private boolean isProtected;
    private @Nullable ScriptStart imminent;

    /**
     * @param limits of every script that does not say otherwise
     * @param held whether the session still holds the fence; gives it these limits
     */
    ScriptCallback(
            int total,
            ScriptTimeouts limits,
            Function<MigrationInfo, ScriptHeader> heads,
            ScriptTransactions transactions,
            Predicate<ScriptTimeouts> held,
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

    /** The script that has begun, or is just to begin, and has not ended. */
    Optional<MigrationInfo> running() {
        return running ? script() : Optional.empty();
    }

    /** Whether nothing is left of that script where it fails: a transaction undoes it, or it has not come to its turn. */
    boolean leavesNothing() {
        return isProtected || imminent != null;
    }

    /** Comes last before each script, of whose begin the connection is told: it ends no transaction that the script has begun. */
    Callback lastBefore() {
        return new FinalCallback(Event.BEFORE_EACH_MIGRATE, connection -> {
            ScriptStart start = Objects.requireNonNull(imminent);
            imminent = null;
            listener.starting(start);
            connection.beginRequest();
        });
    }

    /** Comes last after each script, before it is recorded: lets nothing be recorded once the session has let go of the fence. */
    Callback lastAfter() {
        return new FinalCallback(Event.AFTER_EACH_MIGRATE, connection -> {
            if (!held.test(limits)) {
                // Somebody else may have it by now, and run this very script; in a transaction, ours has not happened.
                throw letGo("the script");
            }
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
        isProtected = transactions.isAtomic(script);
        imminent = new ScriptStart(
                new ScriptProgress(begun, Math.max(begun, total), script.getScript()),
                committed,
                isProtected,
                isProtected ? List.of() : transactions.createdIndexes(script));
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

    /** After the first, those of every script are in force already: {@link #lastAfter} sees to it. */
    private void setLimits(MigrationInfo script, Connection connection) {
        try {
            ScriptTimeouts wanted = limits.of(heads.apply(script), !connection.getAutoCommit());
            if ((begun == 1 || !wanted.equals(limits)) && !held.test(wanted)) {
                throw letGo("a callback, or an earlier try,");
            }
        } catch (SQLException e) {
            throw new FlywayException("Setting lock_timeout and statement_timeout failed", e);
        }
    }

    private static FlywayException letGo(String who) {
        return new FlywayException(who + " let go of all locks of its session (DISCARD ALL, pg_advisory_unlock_all),"
                + " and with them of the right to migrate; take that out of it");
    }
}
