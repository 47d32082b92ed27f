package io.initmigrator.config;

import io.initmigrator.postgres.HistoryTable;
import io.initmigrator.postgres.PostgresSettings;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The part of the environment that says where PostgreSQL is and how a session behaves. */
final class DatabaseVariables {

    static final String JDBC_PROPERTIES = "FLYWAY_JDBC_PROPERTIES_";

    private static final String DEFAULT_TABLE = "flyway_schema_history";

    private DatabaseVariables() {}

    static PostgresSettings read(Map<String, String> environment, Variables variables, Secrets secrets, String name) {
        Optional<DatabaseAddress> address = address(variables);
        Login.resolve(variables, address.map(DatabaseAddress::credentials), secrets);
        rememberUnused(variables, secrets);
        return new PostgresSettings(
                address.map(DatabaseAddress::jdbcUrl).orElse(""),
                new Login(environment, secrets),
                properties(environment, variables),
                history(variables),
                variables.get(Catalogue.DATABASE_TIMEOUT),
                variables.get(Catalogue.LOCK_TIMEOUT),
                variables.get(Catalogue.STATEMENT_TIMEOUT),
                variables.get(Catalogue.SET_ROLE),
                name);
    }

    private static boolean isUrlSet(Variables variables) {
        return variables.isSet("FLYWAY_URL") || variables.isSet("DATABASE_URL");
    }

    /** Empty, with a fault unless all that could name one is absent, where there is no usable address. */
    static Optional<DatabaseAddress> address(Variables variables) {
        Optional<String> jdbc = variables.find("FLYWAY_URL").map(String::strip);
        Optional<String> url = variables.find("DATABASE_URL").map(String::strip);
        String variable = jdbc.isPresent() ? "FLYWAY_URL" : url.isPresent() ? "DATABASE_URL" : LibpqVariables.HOST;
        try {
            if (jdbc.isPresent()) {
                return Optional.of(JdbcUrl.parse(jdbc.get()));
            }
            if (url.isPresent()) {
                return Optional.of(DatabaseUrl.parse(url.get()));
            }
            // One that is set and cannot be read is a fault already, and no reason to go elsewhere.
            return isUrlSet(variables) ? Optional.empty() : LibpqVariables.address(variables);
        } catch (UnusableException e) {
            variables.faults().add(variable, e.problem(), e.remedy());
            return Optional.empty();
        }
    }

    /** {@code DATABASE_URL} beside {@code FLYWAY_URL} is not used, but its password is a secret all the same. */
    private static void rememberUnused(Variables variables, Secrets secrets) {
        variables.find("DATABASE_URL").ifPresent(text -> {
            try {
                secrets.addAll(DatabaseUrl.parse(text.strip()).credentials());
            } catch (UnusableException e) {
                // Either reported already, or unused and never shown.
            }
        });
    }

    /** For every command but those that have nothing to do with a database. */
    static void requireAddress(Variables variables) {
        if (!isUrlSet(variables) && !LibpqVariables.areSet(variables)) {
            variables
                    .faults()
                    .add(
                            "FLYWAY_URL",
                            "is missing",
                            "set it to jdbc:postgresql://host:5432/database, or set DATABASE_URL, or PGHOST and PGDATABASE");
        }
    }

    private static Map<String, String> properties(Map<String, String> environment, Variables variables) {
        return FlywayVariables.names(environment)
                .filter(name -> name.startsWith(JDBC_PROPERTIES))
                .filter(Predicate.not(FlywayVariables::isCredential))
                .flatMap(name -> variables.text(name).map(value -> Map.entry(propertyOf(name), value)).stream())
                .filter(property -> !property.getKey().equals("applicationname"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** In lower case, as Flyway has it. */
    private static String propertyOf(String variable) {
        return variable.substring(JDBC_PROPERTIES.length()).toLowerCase(Locale.ROOT);
    }

    private static HistoryTable history(Variables variables) {
        Optional<String> firstSchema = variables
                .find("FLYWAY_SCHEMAS")
                .flatMap(list -> Arrays.stream(list.split(",", -1))
                        .map(String::strip)
                        .filter(Predicate.not(String::isEmpty))
                        .findFirst());
        return new HistoryTable(
                variables.find("FLYWAY_DEFAULT_SCHEMA").map(String::strip).or(() -> firstSchema),
                variables.find("FLYWAY_TABLE").map(String::strip).orElse(DEFAULT_TABLE));
    }
}
