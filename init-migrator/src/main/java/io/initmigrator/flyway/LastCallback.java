package io.initmigrator.flyway;

import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/** Ours, and comes after those of the bundle. */
record LastCallback(Event event, Runnable action) implements Callback {

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
        action.run();
    }

    /** Flyway goes by the names; one that has none comes last. */
    @Override
    public @Nullable String getCallbackName() {
        return null;
    }
}
