package io.initmigrator.demo;

import java.util.List;

/**
 * One rollout to be played.
 *
 * @param scripts how many migrations it has to run; 0 where all pods should take the fast path
 */
record Scene(String title, List<Part> cast, int scripts) {

    /** One pod, and the bundle it carries. */
    record Part(String pod, DemoBundle bundle) {}

    boolean hasWork() {
        return scripts > 0;
    }
}
