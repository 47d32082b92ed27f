package io.initmigrator.application;

import io.initmigrator.event.RolloutEvent;
import java.util.function.Consumer;

/** Two who are told, in this order; a class of its own, because the JVM makes one for a lambda at each start. */
record CompositeRolloutListener(Consumer<RolloutEvent> first, Consumer<RolloutEvent> second)
        implements Consumer<RolloutEvent> {

    @Override
    public void accept(RolloutEvent event) {
        first.accept(event);
        second.accept(event);
    }
}
