package io.initmigrator.simulation;

import io.initmigrator.schema.Bundle;
import java.util.List;
import java.util.Optional;

/**
 * Contains what a pod carries: a bundle and its scripts.
 *
 * @param scripts versioned scripts in order
 * @param view repeatable script
 */
record PodBundle(String name, List<Script> scripts, Script view) {

    Bundle bundle() {
        return new Bundle("sha256:" + name + "-" + view.content(), scripts.size() + 1, "/migrations");
    }

    /** Returns the scripts that are deferred unless the history is empty: those at the end of the order that are all declared so. */
    List<Script> deferrable(List<Script> pending) {
        int end = pending.size();
        while (end > 0 && pending.get(end - 1).isAfterRollout()) {
            end--;
        }
        return pending.subList(end, pending.size());
    }

    /** Returns the scripts that every pod needs before it starts. */
    List<Script> required() {
        return scripts.subList(0, scripts.size() - deferrable(scripts).size());
    }

    Optional<Script> bad() {
        return scripts.stream().filter(Script::isBad).findFirst();
    }
}
