package io.initmigrator.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The variables of a command that reads the Lease and no database. Its pod may share a ConfigMap with the pods that migrate, and has not
 * the files that a {@code <NAME>_FILE} there names.
 */
final class LeaseReaderVariables {

    /** Settings that such a command uses. */
    private static final Set<Setting<?>> USED = Set.of(
            SettingDefinitions.LEASE_NAME,
            SettingDefinitions.LEASE_NAMESPACE,
            SettingDefinitions.LEASE_DURATION,
            SettingDefinitions.LOG_FORMAT,
            SettingDefinitions.LOG_LEVEL,
            SettingDefinitions.TERMINATION_LOG,
            SettingDefinitions.HTTP_PORT,
            SettingDefinitions.HEALTH_PORT,
            SettingDefinitions.MAINTENANCE_PAGE);

    /** Beginnings of the names of variables for the database, the migrations and telemetry. */
    private static final List<String> UNUSED =
            List.of(FlywayVariables.PREFIX, "SPRING_", "QUARKUS_", "DATABASE_URL", "PG", "OTEL_");

    private LeaseReaderVariables() {}

    /** Keeps unknown names of settings, which are errors for every command. */
    static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> used = new HashMap<>(environment);
        used.keySet().removeIf(name -> UNUSED.stream().anyMatch(name::startsWith));
        for (Setting<?> setting : SettingDefinitions.ALL) {
            if (!USED.contains(setting)) {
                used.remove(setting.name());
                used.remove(setting.name() + EnvironmentReader.FILE_SUFFIX);
            }
        }
        return used;
    }
}
