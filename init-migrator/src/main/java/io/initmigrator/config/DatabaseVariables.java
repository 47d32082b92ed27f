package io.initmigrator.config;

import io.initmigrator.fence.AppRole;
import io.initmigrator.fence.AppRole.WhenUngranted;
import io.initmigrator.fence.ScriptTimeouts;
import io.initmigrator.postgres.HistoryTable;
import io.initmigrator.postgres.PostgresSettings;
import io.initmigrator.postgres.Revision;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads the address of PostgreSQL and the session settings from the environment. */
final class DatabaseVariables {

    private static final String DEFAULT_TABLE = "flyway_schema_history";
    private static final int MAX_NAME_LENGTH = 63;

    private DatabaseVariables() {}

    static PostgresSettings read(
            Map<String, String> environment,
            EnvironmentReader variables,
            Secrets secrets,
            String name,
            Revision revision) {
        Optional<ConnectionTarget> address = address(variables);
        CredentialsResolver.resolve(variables, address.map(ConnectionTarget::credentials), secrets);
        rememberUnused(variables, secrets);
        String jdbcUrl = address.map(ConnectionTarget::jdbcUrl).orElse("");
        return new PostgresSettings(
                jdbcUrl,
                new CredentialsResolver(environment, secrets),
                JdbcProperties.read(environment, variables, jdbcUrl),
                history(variables),
                schemas(variables).toList(),
                variables.get(SettingDefinitions.DATABASE_TIMEOUT),
                new ScriptTimeouts(
                        variables.get(SettingDefinitions.LOCK_TIMEOUT),
                        variables.get(SettingDefinitions.STATEMENT_TIMEOUT)),
                variables.get(SettingDefinitions.SET_ROLE),
                appRole(variables),
                name,
                revision,
                RuntimeEnvironment.of(environment).isPod());
    }

    private static boolean isUrlSet(EnvironmentReader variables) {
        return variables.isSet("FLYWAY_URL") || variables.isSet("DATABASE_URL");
    }

    /** Empty without a usable address; adds an error unless all its variables are absent. */
    static Optional<ConnectionTarget> address(EnvironmentReader variables) {
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
            // A variable that is set but unreadable is already an error, and no fallback is used.
            return isUrlSet(variables) ? Optional.empty() : LibpqVariables.address(variables);
        } catch (InvalidValueException e) {
            variables.errors().add(e.subjectOr(variable), e.problem());
            return Optional.empty();
        }
    }

    /** {@code DATABASE_URL} beside {@code FLYWAY_URL} is not used, but its password is still masked. */
    private static void rememberUnused(EnvironmentReader variables, Secrets secrets) {
        variables.find("DATABASE_URL").ifPresent(text -> {
            try {
                secrets.addAll(DatabaseUrl.parse(text.strip()).credentials());
            } catch (InvalidValueException e) {
                // Already reported, or unused and never shown.
            }
        });
    }

    /** Adds an error if a command that needs a database has no address. */
    static void requireAddress(EnvironmentReader variables) {
        if (!isUrlSet(variables) && !LibpqVariables.areSet(variables)) {
            variables
                    .errors()
                    .add(
                            "FLYWAY_URL",
                            "is missing",
                            "set it to jdbc:postgresql://host:5432/database, or set DATABASE_URL, or PGHOST and PGDATABASE");
        }
    }

    private static Optional<AppRole> appRole(EnvironmentReader variables) {
        Optional<String> role = variables.get(SettingDefinitions.APP_ROLE);
        WhenUngranted whenUngranted = variables.get(SettingDefinitions.WHEN_UNGRANTED);
        role.ifPresent(name -> checkLength(SettingDefinitions.APP_ROLE.name(), name, variables.errors()));
        if (role.isEmpty() && whenUngranted != WhenUngranted.WARN) {
            variables
                    .errors()
                    .add(
                            SettingDefinitions.WHEN_UNGRANTED.name(),
                            "has no effect without " + SettingDefinitions.APP_ROLE.name(),
                            "set " + SettingDefinitions.APP_ROLE.name() + " to the role the application logs in as");
        }
        return role.map(name -> new AppRole(name, whenUngranted));
    }

    private static Stream<String> schemas(EnvironmentReader variables) {
        return variables.find("FLYWAY_SCHEMAS").stream()
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty));
    }

    private static HistoryTable history(EnvironmentReader variables) {
        Optional<String> firstSchema = schemas(variables).findFirst();
        Optional<String> schema = variables.find("FLYWAY_DEFAULT_SCHEMA").map(String::strip);
        Optional<String> table = variables.find("FLYWAY_TABLE").map(String::strip);
        schema.ifPresent(name -> checkLength("FLYWAY_DEFAULT_SCHEMA", name, variables.errors()));
        firstSchema.ifPresent(name -> checkLength("FLYWAY_SCHEMAS", name, variables.errors()));
        table.ifPresent(name -> checkLength("FLYWAY_TABLE", name, variables.errors()));
        return new HistoryTable(schema.or(() -> firstSchema), table.orElse(DEFAULT_TABLE));
    }

    /** PostgreSQL truncates a longer name, and Flyway then cannot find its own objects. */
    private static void checkLength(String variable, String name, ConfigErrors errors) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_NAME_LENGTH) {
            errors.add(
                    variable,
                    "has a name of " + bytes + " bytes",
                    "write one of at most " + MAX_NAME_LENGTH + ", which is what PostgreSQL keeps");
        }
    }
}
