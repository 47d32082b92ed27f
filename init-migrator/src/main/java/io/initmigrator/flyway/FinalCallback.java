package io.initmigrator.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/** Ours, and comes after those of the bundle. */
record FinalCallback(Event event, Action action) implements Callback {

    /** Something done over the connection that migrates. */
    @FunctionalInterface
    interface Action {
        void on(Connection connection) throws SQLException;
    }

    @Override
    public boolean supports(Event asked, Context context) {
        return asked == event;
    }

    @Override
    public boolean canHandleInTransaction(Event asked, Context context) {
        return true;
    }

    @Override
    public void handle(Event asked, Context context) {
        try {
            action.on(context.getConnection());
        } catch (SQLException e) {
            throw new FlywayException(e);
        }
    }

    /** Flyway goes by the names; one that has none comes last. */
    @Override
    public @Nullable String getCallbackName() {
        return null;
    }
}
