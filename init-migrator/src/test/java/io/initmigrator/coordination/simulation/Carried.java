package io.initmigrator.coordination.simulation;

import io.initmigrator.schema.Bundle;
import java.util.List;
import java.util.Optional;

/** What a pod carries: a bundle and the scripts in it. */
record Carried(String name, List<Script> scripts) {

    Bundle bundle() {
        return new Bundle("sha256:" + name, scripts.size(), "/migrations");
    }

    Optional<Script> bad() {
        return scripts.stream().filter(Script::isBad).findFirst();
    }
}
