package io.initmigrator.config;

import io.initmigrator.schema.Problem;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * A Flyway setting that conflicts with init-migrator's protocol. All others are validated by Flyway.
 *
 * @param variable that is refused; a trailing {@code *} matches a prefix
 * @param allowed harmless values besides the empty one; if none, all but {@code refused}
 * @param refused refused values; if none, all but {@code allowed}
 * @param problem the conflict, and the fix
 */
record UnsupportedFlywaySetting(String variable, Set<String> allowed, Set<String> refused, Problem problem) {

    private static final Set<String> NOTHING = Set.of();
    private static final Set<String> FALSE = Set.of("false");
    private static final String SECOND_CONNECTION =
            "makes Flyway use a second connection and commit a script before its history row";
    private static final String ONE_SESSION =
            "unset it: script and history row must share the session that holds the lock";
    private static final String NOT_READ = "is not read by init-migrator";
    private static final String BY_VARIABLES = "give each setting as its own FLYWAY_* variable";

    private static final List<UnsupportedFlywaySetting> ALL = List.of(
            new UnsupportedFlywaySetting("FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK", FALSE, SECOND_CONNECTION, ONE_SESSION),
            new UnsupportedFlywaySetting(
                    "FLYWAY_PLUGINS_POSTGRESQL_TRANSACTIONAL_LOCK", FALSE, SECOND_CONNECTION, ONE_SESSION),
            new UnsupportedFlywaySetting(
                    "FLYWAY_TARGET",
                    NOTHING,
                    Set.of("next"),
                    new Problem(
                            "resolves to a different version at each start",
                            "write the version itself, the same for all pods of a rollout")),
            new UnsupportedFlywaySetting(
                    "FLYWAY_CLEAN_ON_VALIDATION_ERROR", FALSE, "would drop the schema", "unset it"),
            new UnsupportedFlywaySetting(
                    "FLYWAY_DRYRUN_OUTPUT",
                    NOTHING,
                    "asks for a dry run, which records nothing to wait for",
                    "unset it"),
            new UnsupportedFlywaySetting(
                    "FLYWAY_DRIVER",
                    Set.of("org.postgresql.Driver"),
                    "names an unavailable driver: only org.postgresql.Driver is included",
                    "unset it"),
            new UnsupportedFlywaySetting(
                    "FLYWAY_LOGGERS",
                    Set.of("auto", "slf4j"),
                    "sends Flyway's log past the masking of secrets",
                    "unset it, and set MIGRATOR_LOG_FORMAT and MIGRATOR_LOG_LEVEL"),
            new UnsupportedFlywaySetting(
                    "FLYWAY_LICENSE_KEY", NOTHING, "is not supported: this is Flyway Community", "unset it"),
            new UnsupportedFlywaySetting("FLYWAY_CONFIG_FILES", NOTHING, NOT_READ, BY_VARIABLES),
            new UnsupportedFlywaySetting("FLYWAY_ENVIRONMENT", NOTHING, NOT_READ, BY_VARIABLES),
            new UnsupportedFlywaySetting("FLYWAY_ENVIRONMENTS_*", NOTHING, NOT_READ, BY_VARIABLES),
            new UnsupportedFlywaySetting(
                    "FLYWAY_WORKING_DIRECTORY", NOTHING, NOT_READ, "write absolute paths in FLYWAY_LOCATIONS"));

    private UnsupportedFlywaySetting(String variable, Set<String> allowed, String reason, String remedy) {
        this(variable, allowed, NOTHING, new Problem(reason, remedy));
    }

    static void check(SortedMap<String, String> flyway, ConfigErrors errors) {
        flyway.forEach((name, value) -> ALL.stream()
                .filter(rule -> rule.isAbout(name) && rule.refuses(value.strip()))
                .forEach(rule -> errors.add(name, rule.problem)));
    }

    private boolean isAbout(String name) {
        return variable.endsWith("*")
                ? name.startsWith(variable.substring(0, variable.length() - 1))
                : name.equals(variable);
    }

    private boolean refuses(String value) {
        return !value.isEmpty() && (refused.isEmpty() ? !isAmong(allowed, value) : isAmong(refused, value));
    }

    private static boolean isAmong(Set<String> values, String value) {
        return values.stream().anyMatch(value::equalsIgnoreCase);
    }
}
