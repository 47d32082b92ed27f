package io.initmigrator.flyway;

import io.initmigrator.schema.BundleLocation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings for Flyway.
 *
 * @param environment every {@code FLYWAY_*} variable by the name of its environment variable, with values from files filled
 *     in; without URL, user, password and locations
 * @param locations of migrations, and of callbacks unless {@code callbackLocations} are given
 * @param callbackLocations of callbacks; empty if they are beside the migrations
 * @param jarDirs below which locations of the class path are searched
 * @param names variables of a framework by the {@code FLYWAY_*} variable whose value they supplied
 */
public record FlywaySettings(
        Map<String, String> environment,
        List<BundleLocation> locations,
        List<BundleLocation> callbackLocations,
        List<Path> jarDirs,
        Map<String, String> names) {

    public FlywaySettings {
        environment = Map.copyOf(environment);
        locations = List.copyOf(locations);
        callbackLocations = List.copyOf(callbackLocations);
        jarDirs = List.copyOf(jarDirs);
        names = Map.copyOf(names);
    }

    /** Without a class path, and with callbacks beside the migrations. */
    public FlywaySettings(Map<String, String> environment, List<BundleLocation> locations) {
        this(environment, locations, List.of(), List.of(), Map.of());
    }

    /** The same, but for some variables. */
    public FlywaySettings without(Set<String> variables) {
        Map<String, String> rest = new HashMap<>(environment);
        rest.keySet().removeAll(variables);
        return new FlywaySettings(rest, locations, callbackLocations, jarDirs, names);
    }

    /** Names only: a placeholder may hold a secret. */
    @Override
    public String toString() {
        return "FlywaySettings" + new TreeSet<>(environment.keySet()) + locations;
    }
}
