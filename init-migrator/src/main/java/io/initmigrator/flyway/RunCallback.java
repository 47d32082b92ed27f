package io.initmigrator.flyway;

import io.initmigrator.coordination.ScriptListener;
import io.initmigrator.schema.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/** Stands beside each script: tells the progress, and gives the script the lock timeout that is right for it. */
final class RunCallback implements Callback {

    private final int total;
    private final String lockTimeout;
    private final ScriptListener listener;
    private int begun;
    private @Nullable MigrationInfo script;

    /** @param connection whose {@code lock_timeout} of now is given to each script */
    RunCallback(int total, Connection connection, ScriptListener listener) throws SQLException {
        this.total = total;
        this.listener = listener;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select current_setting('lock_timeout')")) {
            rows.next();
            this.lockTimeout = rows.getString(1);
        }
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
        setLockTimeout(context.getConnection());
    }

    @Override
    public String getCallbackName() {
        return "init-migrator";
    }

    /**
     * Anew for each, since a script may have set its own. None outside a transaction: {@code CREATE INDEX CONCURRENTLY} would
     * take waiting for older transactions for a lock timeout and leave an invalid index, and nothing is queued behind it.
     */
    private void setLockTimeout(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement("select set_config('lock_timeout', ?, false)")) {
            statement.setString(1, connection.getAutoCommit() ? "0" : lockTimeout);
            statement.execute();
        } catch (SQLException e) {
            throw new FlywayException("Setting lock_timeout failed", e);
        }
    }
}
