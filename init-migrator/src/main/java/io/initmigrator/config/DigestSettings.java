package io.initmigrator.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Selects the settings that are part of the bundle's digest: all Flyway settings, except those known to change neither the
 * selection nor the effect of scripts.
 */
final class DigestSettings {

    private static final Set<String> HARMLESS = Set.of(
            "FLYWAY_BATCH",
            "FLYWAY_CLEAN_DISABLED",
            "FLYWAY_CONNECT_RETRIES",
            "FLYWAY_CONNECT_RETRIES_INTERVAL",
            "FLYWAY_INSTALLED_BY",
            "FLYWAY_LOCK_RETRY_COUNT",
            "FLYWAY_LOGGERS",
            "FLYWAY_OUTPUT_PROGRESS",
            "FLYWAY_OUTPUT_QUERY_RESULTS",
            "FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK",
            "FLYWAY_REPORT_ENABLED",
            "FLYWAY_REPORT_FILENAME",
            "FLYWAY_STREAM");

    private DigestSettings() {}

    static SortedMap<String, String> of(Map<String, String> handedOn, List<Location> locations) {
        SortedMap<String, String> salt = new TreeMap<>(handedOn);
        salt.keySet().removeAll(HARMLESS);
        // The mount point of a location does not matter; its wildcards do.
        String wildcards = locations.stream().map(Location::wildcards).collect(Collectors.joining(","));
        if (!wildcards.replace(",", "").isEmpty()) {
            salt.put(Location.VARIABLE, wildcards);
        }
        return salt;
    }
}
