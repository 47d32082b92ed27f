package io.initmigrator.flyway;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Flyway is told.
 *
 * @param environment every {@code FLYWAY_*} variable by the name of its environment variable, with values from files filled
 *     in; without URL, user, password and locations
 * @param locations {@code filesystem:…} each
 */
public record FlywaySettings(Map<String, String> environment, List<String> locations) {

    public FlywaySettings {
        environment = Map.copyOf(environment);
        locations = List.copyOf(locations);
    }

    /** The same, but for some variables. */
    public FlywaySettings without(Set<String> variables) {
        Map<String, String> rest = new HashMap<>(environment);
        rest.keySet().removeAll(variables);
        return new FlywaySettings(rest, locations);
    }

    /** Names only: a placeholder may hold a secret. */
    @Override
    public String toString() {
        return "FlywaySettings" + new TreeSet<>(environment.keySet()) + locations;
    }
}
