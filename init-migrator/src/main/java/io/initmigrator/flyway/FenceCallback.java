package io.initmigrator.flyway;

import java.util.function.BooleanSupplier;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/** Comes last after each script, before it is recorded: lets nothing be recorded once the session has let go of the fence. */
final class FenceCallback implements Callback {

    private final BooleanSupplier held;

    /** @param held whether the session still holds the fence */
    FenceCallback(BooleanSupplier held) {
        this.held = held;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        if (!held.getAsBoolean()) {
            // Somebody else may have it by now, and run this very script; in a transaction, ours has not happened.
            throw letGo("the script");
        }
    }

    /** @param who did it */
    static FlywayException letGo(String who) {
        return new FlywayException(who + " let go of all locks of its session (DISCARD ALL, pg_advisory_unlock_all),"
                + " and with them of the right to migrate; take that out of it");
    }

    /** Flyway goes by the names; one that has none comes last. */
    @Override
    public @Nullable String getCallbackName() {
        return null;
    }
}
