package io.initmigrator.application;

import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutListener;

/** Notifies two listeners in order. Not a lambda: hot path, see docs/startup.md. */
record CompositeRolloutListener(RolloutListener first, RolloutListener second) implements RolloutListener {

    @Override
    public void onEvent(RolloutEvent event) {
        first.onEvent(event);
        second.onEvent(event);
    }
}
