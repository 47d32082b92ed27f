package io.initmigrator.config;

import io.initmigrator.schema.Problem;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects errors, so that all are reported together. */
final class ConfigErrors {

    private final Set<ConfigError> all = new LinkedHashSet<>();
    private final Set<String> subjects = new HashSet<>();
    private Map<String, String> names = Map.of();

    /** Calls subjects by the names of the variables that their values come from. */
    void useNames(Map<String, String> byOtherNames) {
        names = Map.copyOf(byOtherNames);
    }

    void add(String subject, String reason, String remedy) {
        add(subject, new Problem(reason, remedy));
    }

    void add(String subject, Problem problem) {
        subjects.add(subject);
        all.add(new ConfigError(names.getOrDefault(subject, subject), problem));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    Set<String> subjects() {
        return Set.copyOf(subjects);
    }

    List<ConfigError> list() {
        return List.copyOf(all);
    }
}
