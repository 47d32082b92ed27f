package io.initmigrator.simulation;

import io.initmigrator.schema.Bundle;
import java.util.List;
import java.util.Optional;

/**
 * What a pod carries: a bundle and the scripts in it.
 *
 * @param scripts with a version, in their order
 * @param view the one that is repeatable
 */
record PodBundle(String name, List<Script> scripts, Script view) {

    Bundle bundle() {
        return new Bundle("sha256:" + name + "-" + view.content(), scripts.size() + 1, "/migrations");
    }

    /** Those that are deferred unless nothing was ever applied: at the end of the order, and all declared so. */
    List<Script> deferrable(List<Script> pending) {
        int end = pending.size();
        while (end > 0 && pending.get(end - 1).isAfterRollout()) {
            end--;
        }
        return pending.subList(end, pending.size());
    }

    /** Those that every pod needs before it starts. */
    List<Script> required() {
        return scripts.subList(0, scripts.size() - deferrable(scripts).size());
    }

    Optional<Script> bad() {
        return scripts.stream().filter(Script::isBad).findFirst();
    }
}
