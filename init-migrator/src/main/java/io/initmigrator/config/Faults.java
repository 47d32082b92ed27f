package io.initmigrator.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects faults, so that all can be told at once. */
final class Faults {

    private final Set<Fault> all = new LinkedHashSet<>();

    void add(String subject, String problem, String remedy) {
        all.add(new Fault(subject, problem, remedy));
    }

    void addAll(List<Fault> faults) {
        all.addAll(faults);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    Set<String> subjects() {
        return all.stream().map(Fault::subject).collect(Collectors.toSet());
    }

    List<Fault> list() {
        return List.copyOf(all);
    }
}
