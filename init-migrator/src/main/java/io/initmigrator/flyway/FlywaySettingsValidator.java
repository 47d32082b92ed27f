package io.initmigrator.flyway;

import io.initmigrator.schema.Quotable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.configuration.ConfigUtils;

/**
 * Finds every setting that Flyway does not know, or whose value it does not accept. Flyway reports only the first one, without
 * its variable, and some only during a migration.
 */
final class FlywaySettingsValidator {

    /** Values that Flyway parses only when it needs them. */
    private static final List<Consumer<Configuration>> READ_LATE = List.of(
            Configuration::getTarget,
            Configuration::getBaselineVersion,
            Configuration::getEncoding,
            Configuration::getIgnoreMigrationPatterns,
            Configuration::getCallbacks,
            Configuration::getResolvers);

    /** Of settings that Flyway has renamed or removed, or that are often taken for one. */
    private static final Map<String, String> SUCCESSORS = Map.ofEntries(
            Map.entry("FLYWAY_INIT_ON_MIGRATE", "FLYWAY_BASELINE_ON_MIGRATE"),
            Map.entry("FLYWAY_INIT_VERSION", "FLYWAY_BASELINE_VERSION"),
            Map.entry("FLYWAY_INIT_DESCRIPTION", "FLYWAY_BASELINE_DESCRIPTION"),
            Map.entry("FLYWAY_SQL_MIGRATION_SUFFIX", "FLYWAY_SQL_MIGRATION_SUFFIXES"),
            Map.entry("FLYWAY_ALLOW_MIXED_MIGRATIONS", "FLYWAY_MIXED"),
            Map.entry("FLYWAY_IGNORE_MISSING_MIGRATIONS", "FLYWAY_IGNORE_MIGRATION_PATTERNS=*:missing"),
            Map.entry("FLYWAY_IGNORE_IGNORED_MIGRATIONS", "FLYWAY_IGNORE_MIGRATION_PATTERNS=*:ignored"),
            Map.entry("FLYWAY_IGNORE_PENDING_MIGRATIONS", "FLYWAY_IGNORE_MIGRATION_PATTERNS=*:pending"),
            Map.entry("FLYWAY_IGNORE_FUTURE_MIGRATIONS", "FLYWAY_IGNORE_MIGRATION_PATTERNS=*:future"),
            Map.entry("FLYWAY_IGNORE_FAILED_FUTURE_MIGRATION", "FLYWAY_IGNORE_MIGRATION_PATTERNS=*:future"),
            Map.entry("FLYWAY_SCHEMA", "FLYWAY_DEFAULT_SCHEMA"),
            Map.entry("FLYWAY_SCHEMA_HISTORY_TABLE", "FLYWAY_TABLE"),
            Map.entry("FLYWAY_JDBC_URL", "FLYWAY_URL"),
            Map.entry("FLYWAY_USERNAME", "FLYWAY_USER"));

    private FlywaySettingsValidator() {}

    /**
     * Returns one sentence for each error, in the order of the variables.
     *
     * @param names of variables of a framework, by the {@code FLYWAY_*} variable that they supply
     */
    static List<String> of(SortedMap<String, String> environment, Map<String, String> names) {
        List<String> errors = new ArrayList<>();
        Map<String, String> known = new HashMap<>();
        environment.forEach((name, value) -> {
            String property = ConfigUtils.convertKey(name);
            if (property == null) {
                errors.add(names.getOrDefault(name, name) + " is not a setting of Flyway; " + remedy(name));
            } else {
                known.put(property, value);
            }
        });
        if (!known.isEmpty() && refusal(known).isPresent()) {
            environment.forEach((name, value) -> {
                String property = ConfigUtils.convertKey(name);
                if (property != null) {
                    refusal(Map.of(property, value))
                            .ifPresent(words -> errors.add(
                                    sentence(names.getOrDefault(name, name), Quotable.is(value) ? ": " + words : "")));
                }
            });
        }
        return errors;
    }

    private static String remedy(String name) {
        String successor = SUCCESSORS.get(name);
        return successor == null ? "correct its name, or unset it" : "set " + successor + " instead";
    }

    private static Optional<String> refusal(Map<String, String> properties) {
        try {
            Configuration configuration = Flyway.configure(FlywaySettingsValidator.class.getClassLoader())
                    .configuration(properties);
            READ_LATE.forEach(setting -> setting.accept(configuration));
            return Optional.empty();
        } catch (FlywayException | IllegalArgumentException e) {
            // An unknown character set causes the latter.
            return Optional.of(FlywayMessages.fact(String.valueOf(e.getMessage())));
        }
    }

    private static String sentence(String name, String words) {
        return name + " is refused by Flyway" + words + "; correct its value, or unset it";
    }
}
