package io.initmigrator.config;

import io.initmigrator.fence.AppRole;
import io.initmigrator.schema.BundleLocation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Selects the settings that are part of the bundle's digest: all Flyway settings, except those known to change neither the
 * selection nor the effect of scripts; and the check of the application's role.
 */
final class DigestSettings {

    private static final Set<String> HARMLESS = Set.of(
            "FLYWAY_BATCH",
            "FLYWAY_CLEAN_DISABLED",
            "FLYWAY_CONNECT_RETRIES",
            "FLYWAY_CONNECT_RETRIES_INTERVAL",
            "FLYWAY_INSTALLED_BY",
            "FLYWAY_JAR_DIRS",
            "FLYWAY_LOCK_RETRY_COUNT",
            "FLYWAY_LOGGERS",
            "FLYWAY_OUTPUT_PROGRESS",
            "FLYWAY_OUTPUT_QUERY_RESULTS",
            "FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK",
            "FLYWAY_REPORT_ENABLED",
            "FLYWAY_REPORT_FILENAME",
            "FLYWAY_STREAM");

    private DigestSettings() {}

    static SortedMap<String, String> of(
            Map<String, String> handedOn,
            List<BundleLocation> locations,
            List<BundleLocation> callbackLocations,
            Optional<AppRole> appRole) {
        SortedMap<String, String> salt = new TreeMap<>(handedOn);
        salt.keySet().removeAll(HARMLESS);
        addWildcards(Location.VARIABLE, locations, salt);
        if (!callbackLocations.isEmpty()) {
            // Which of the files are callbacks alone.
            salt.put(Location.CALLBACKS, Integer.toString(callbackLocations.size()));
            addWildcards(Location.CALLBACKS + "*", callbackLocations, salt);
        }
        if (appRole.isPresent()) {
            // A receipt is valid for the check that preceded it.
            salt.put(SettingDefinitions.APP_ROLE.name(), appRole.get().name());
            salt.put(
                    SettingDefinitions.WHEN_UNGRANTED.name(),
                    appRole.get().whenUngranted().name());
        }
        return salt;
    }

    /** The mount point of a location does not matter; its wildcards do. */
    private static void addWildcards(String name, List<BundleLocation> locations, SortedMap<String, String> salt) {
        String wildcards = locations.stream().map(BundleLocation::wildcards).collect(Collectors.joining(","));
        if (!wildcards.replace(",", "").isEmpty()) {
            salt.put(name, wildcards);
        }
    }
}
