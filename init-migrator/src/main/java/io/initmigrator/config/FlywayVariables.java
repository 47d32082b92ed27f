package io.initmigrator.config;

import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.schema.BundleLocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code FLYWAY_*}: passed to Flyway by name, except for those handled or refused here. */
final class FlywayVariables {

    static final String PREFIX = "FLYWAY_";

    /** A Flyway setting whose own name ends in {@code _FILE}. */
    private static final String PLAIN_FILE_SETTING = "FLYWAY_KERBEROS_CONFIG_FILE";

    private static final Set<String> CREDENTIALS = Set.of(
            "FLYWAY_USER",
            "FLYWAY_PASSWORD",
            "FLYWAY_JDBC_PROPERTIES_USER",
            "FLYWAY_JDBC_PROPERTIES_PASSWORD",
            "FLYWAY_JDBC_PROPERTIES_SSLPASSWORD");

    private static final Pattern SECRET_NAME = Pattern.compile(
            ".*(PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|LICENSE_KEY).*");

    /** Names for which blank counts as absent: Flyway would use it as a name, which PostgreSQL rejects. */
    private static final Set<String> HISTORY = Set.of("FLYWAY_DEFAULT_SCHEMA", "FLYWAY_TABLE");

    private static final String SCHEMAS = "FLYWAY_SCHEMAS";

    private static final String PLACEHOLDERS = "FLYWAY_PLACEHOLDERS_";
    private static final Pattern SECRET_WORD = Pattern.compile("(.*_)?(PW|PWD|PASS|KEY|KEYS)(_.*)?");

    private FlywayVariables() {}

    static FlywaySettings read(
            SortedMap<String, String> all,
            List<BundleLocation> locations,
            List<BundleLocation> callbackLocations,
            List<Path> jarDirs,
            Map<String, String> names) {
        SortedMap<String, String> handedOn = new TreeMap<>(all);
        handedOn.keySet().removeIf(name -> isConnection(name) || isLocation(name));
        for (String variable : HISTORY) {
            handedOn.computeIfPresent(variable, (name, value) -> value.isBlank() ? null : value);
        }
        handedOn.computeIfPresent(SCHEMAS, (name, list) -> withoutBlanks(list));
        return new FlywaySettings(handedOn, locations, callbackLocations, jarDirs, names);
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

    /** Excludes {@code _FILE} variables, and those that Kubernetes sets for a Service of this name. */
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
     * True if its value must be masked. Flyway cannot mark a placeholder as secret: one read from a file is, any other is
     * judged by its name.
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

    /** True if the name of a variable indicates a secret or a login. */
    static boolean hasSecretName(String name) {
        return SECRET_NAME.matcher(name.toUpperCase(Locale.ROOT)).matches() || name.endsWith("_URL");
    }

    private static boolean isLocation(String name) {
        return name.equals(Location.VARIABLE) || name.equals(Location.CALLBACKS) || name.equals(Location.JAR_DIRS);
    }

    private static boolean isConnection(String name) {
        return name.equals("FLYWAY_URL") || isCredential(name) || name.startsWith(JdbcProperties.PREFIX);
    }

    private static String withoutFileSuffix(String name) {
        boolean namesFile = name.endsWith(EnvironmentReader.FILE_SUFFIX) && !name.equals(PLAIN_FILE_SETTING);
        return namesFile ? name.substring(0, name.length() - EnvironmentReader.FILE_SUFFIX.length()) : name;
    }
}
