package io.initmigrator.demo;

import java.util.List;

/**
 * Describes one rollout to be played.
 *
 * @param scripts number of pending migrations; 0 if all pods should take the fast path
 */
record Scene(String title, List<Part> cast, int scripts) {

    /** Describes one pod and its bundle. */
    record Part(String pod, DemoBundle bundle) {}

    boolean hasWork() {
        return scripts > 0;
    }
}
