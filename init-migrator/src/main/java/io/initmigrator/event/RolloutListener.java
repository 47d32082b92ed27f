package io.initmigrator.event;

/**
 * Notified of the events of a rollout. Called on the thread on which an event occurs, which waits for it; the renewal of the
 * Lease has a thread of its own.
 */
@FunctionalInterface
public interface RolloutListener {

    void onEvent(RolloutEvent event);
}
