package io.initmigrator.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects errors, so that all are reported together. */
final class ConfigErrors {

    private final Set<ConfigError> all = new LinkedHashSet<>();

    void add(String subject, String problem, String remedy) {
        all.add(new ConfigError(subject, problem, remedy));
    }

    void addAll(List<ConfigError> errors) {
        all.addAll(errors);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    Set<String> subjects() {
        return all.stream().map(ConfigError::subject).collect(Collectors.toSet());
    }

    List<ConfigError> list() {
        return List.copyOf(all);
    }
}
