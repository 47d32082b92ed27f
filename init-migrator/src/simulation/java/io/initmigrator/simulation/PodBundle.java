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

    Optional<Script> bad() {
        return scripts.stream().filter(Script::isBad).findFirst();
    }
}
