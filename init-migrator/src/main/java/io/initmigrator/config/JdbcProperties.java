package io.initmigrator.config;

import io.initmigrator.postgres.PostgresSettings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code FLYWAY_JDBC_PROPERTIES_<NAME>}: the driver's parameters, in upper case in the environment. */
final class JdbcProperties {

    static final String PREFIX = "FLYWAY_JDBC_PROPERTIES_";

    private JdbcProperties() {}

    /**
     * Returns them by the driver's names. One that differs from the same parameter of the address is an error: the driver would
     * use that of the address, such as a weaker {@code sslmode}, and log nothing.
     *
     * @param jdbcUrl the address; empty if there is none
     */
    static Map<String, String> read(Map<String, String> environment, EnvironmentReader variables, String jdbcUrl) {
        Map<String, String> properties = new HashMap<>();
        FlywayVariables.names(environment).forEach(variable -> {
            if (variable.startsWith(PREFIX) && !FlywayVariables.isCredential(variable)) {
                variables
                        .text(variable)
                        .ifPresent(value -> read(variable, value, jdbcUrl, properties, variables.errors()));
            }
        });
        // Reserved: other pods recognise a session by it.
        properties.remove(UrlParameters.APPLICATION_NAME);
        return properties;
    }

    private static void read(
            String variable, String value, String jdbcUrl, Map<String, String> properties, ConfigErrors errors) {
        String name = driversName(variable.substring(PREFIX.length()));
        UrlParameters alone = UrlParameters.of(name, value);
        try {
            alone.requireUsable(UnknownParameter::ofDriver);
            if (UrlParameters.ofUrl(jdbcUrl).hasOther(name, value)) {
                throw new InvalidValueException(
                        "differs from " + name + " in the database's URL or PG… variable, which the driver would use",
                        "remove one of the two, or write the same value in both");
            }
            properties.put(name, value);
        } catch (InvalidValueException e) {
            errors.add(variable, e.problem());
        }
    }

    private static String driversName(String word) {
        Optional<String> known = PostgresSettings.parameters().stream()
                .filter(word::equalsIgnoreCase)
                .findFirst();
        return known.orElseGet(() -> word.toLowerCase(Locale.ROOT));
    }
}
