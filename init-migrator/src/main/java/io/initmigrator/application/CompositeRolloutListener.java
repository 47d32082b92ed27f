package io.initmigrator.application;

import io.initmigrator.event.RolloutEvent;
import java.util.function.Consumer;

/** Notifies two listeners in order. Not a lambda: hot path, see docs/startup.md. */
record CompositeRolloutListener(Consumer<RolloutEvent> first, Consumer<RolloutEvent> second)
        implements Consumer<RolloutEvent> {

    @Override
    public void accept(RolloutEvent event) {
        first.accept(event);
        second.accept(event);
    }
}
