package io.initmigrator.config;

import io.initmigrator.flyway.FlywaySettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code FLYWAY_*}: handed on by name, but for what is taken out and what is refused. */
final class FlywayVariables {

    static final String PREFIX = "FLYWAY_";

    /** Ends in {@code _FILE} by Flyway's own will. */
    private static final String NOT_A_FILE_OF_A_VALUE = "FLYWAY_KERBEROS_CONFIG_FILE";

    private static final Set<String> CREDENTIALS = Set.of(
            "FLYWAY_USER",
            "FLYWAY_PASSWORD",
            "FLYWAY_JDBC_PROPERTIES_USER",
            "FLYWAY_JDBC_PROPERTIES_PASSWORD",
            "FLYWAY_JDBC_PROPERTIES_SSLPASSWORD");

    private static final Pattern SECRET_NAME = Pattern.compile(
            ".*(PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|LICENSE_KEY).*");

    /** Names, of which a blank one counts as absent: Flyway would take it for a name, and PostgreSQL refuses that. */
    private static final Set<String> HISTORY = Set.of("FLYWAY_DEFAULT_SCHEMA", "FLYWAY_TABLE");

    private static final String SCHEMAS = "FLYWAY_SCHEMAS";

    private static final String PLACEHOLDERS = "FLYWAY_PLACEHOLDERS_";
    private static final Pattern SECRET_WORD = Pattern.compile("(.*_)?(PW|PWD|PASS|KEY|KEYS)(_.*)?");

    private FlywayVariables() {}

    static FlywaySettings read(SortedMap<String, String> all, List<Location> locations) {
        SortedMap<String, String> handedOn = new TreeMap<>(all);
        handedOn.keySet().removeIf(name -> isConnection(name) || name.equals(Location.VARIABLE));
        for (String variable : HISTORY) {
            handedOn.computeIfPresent(variable, (name, value) -> value.isBlank() ? null : value);
        }
        handedOn.computeIfPresent(SCHEMAS, (name, list) -> withoutBlanks(list));
        return new FlywaySettings(
                handedOn, locations.stream().map(Location::text).toList());
    }

    private static @Nullable String withoutBlanks(String list) {
        List<String> names = Location.split(list);
        return names.isEmpty() ? null : String.join(",", names);
    }

    /** Every {@code FLYWAY_*} variable by its own name, with values from files. */
    static SortedMap<String, String> all(Map<String, String> environment, EnvironmentReader variables) {
        SortedMap<String, String> all = new TreeMap<>();
        names(environment).forEach(name -> variables.text(name).ifPresent(value -> all.put(name, value)));
        return all;
    }

    /** Without {@code _FILE}, and without what Kubernetes sets for a Service of this name. */
    static Stream<String> names(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith(PREFIX))
                .filter(variable -> !ServiceLinks.isOne(variable.getKey(), variable.getValue()))
                .map(variable -> withoutFileSuffix(variable.getKey()))
                .distinct();
    }

    static boolean isCredential(String name) {
        return CREDENTIALS.contains(name);
    }

    /**
     * Whether its value must not be seen. Flyway has no way to mark a placeholder as secret: one that is mounted as a file is,
     * and of any other its name is asked.
     */
    static boolean isSecret(String name, EnvironmentReader variables) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (SECRET_NAME.matcher(upper).matches()) {
            return true;
        }
        return name.startsWith(PLACEHOLDERS)
                && (variables.isFromFile(name)
                        || SECRET_WORD
                                .matcher(upper.substring(PLACEHOLDERS.length()))
                                .matches());
    }

    /** Whether a variable of whatever purpose has a name that speaks of a secret, or holds a login. */
    static boolean hasSecretName(String name) {
        return SECRET_NAME.matcher(name.toUpperCase(Locale.ROOT)).matches() || name.endsWith("_URL");
    }

    private static boolean isConnection(String name) {
        return name.equals("FLYWAY_URL") || isCredential(name) || name.startsWith(JdbcProperties.PREFIX);
    }

    private static String withoutFileSuffix(String name) {
        boolean namesFile = name.endsWith(EnvironmentReader.FILE_SUFFIX) && !name.equals(NOT_A_FILE_OF_A_VALUE);
        return namesFile ? name.substring(0, name.length() - EnvironmentReader.FILE_SUFFIX.length()) : name;
    }
}
