package io.initmigrator.flyway;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.baseline.BaselineMigrationConfigurationExtension;
import org.flywaydb.core.api.resolver.MigrationResolver;
import org.flywaydb.core.internal.configuration.ConfigUtils;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Makes Flyways that work through one given connection, set up as Flyway itself would be by the same environment. */
final class FlywayFactory {

    private static final String BASELINE_PREFIX = "FLYWAY_BASELINE_MIGRATION_PREFIX";
    private static final String TRANSACTIONAL_LOCK = "FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK";

    /** Refused unless it is empty. */
    private static final String LICENSE_KEY = "FLYWAY_LICENSE_KEY";

    /** Of the connection, which is ours to make. */
    private static final String DRIVER = "FLYWAY_DRIVER";

    private static final String DRIVER_PROPERTIES = "FLYWAY_JDBC_PROPERTIES_";

    private final FlywaySettings settings;
    private final Map<String, String> properties;

    FlywayFactory(FlywaySettings settings) {
        this.settings = settings;
        this.properties = properties(settings.environment());
    }

    List<InvalidMigrationName> invalidNames(DataSource connection) {
        return InvalidMigrationName.among(configuration(connection));
    }

    /** Whether Flyway has something to run even where no script is pending. */
    boolean hasCallbackAround(DataSource connection) {
        return MigrationFiles.hasCallbackAround(configuration(connection));
    }

    /** Whether scripts are recorded as applied without being run. */
    boolean isSkippingExecution(DataSource connection) {
        return configuration(connection).isSkipExecutingMigrations();
    }

    /** Asks without changing anything: the user's SQL callbacks are left out. */
    Flyway forInfo(DataSource connection) {
        return configuration(connection).skipDefaultCallbacks(true).load();
    }

    MigrationInfoView survey(DataSource connection) {
        Flyway flyway = forInfo(connection);
        return new MigrationInfoView(flyway.info(), flyway.getConfiguration());
    }

    /** The same, where the scripts have been read: it neither looks for any nor reads them again. */
    Flyway forInfo(DataSource connection, LoadedScripts read) {
        MigrationResolver resolver = context -> read.scripts();
        return configuration(connection)
                .skipDefaultCallbacks(true)
                .skipDefaultResolvers(true)
                .resolvers(resolver)
                .load();
    }

    /** Changes the history, with the user's callbacks around it. */
    Flyway forRepair(DataSource connection, String... ignoredPatterns) {
        FluentConfiguration configuration = configuration(connection);
        String[] patterns = Stream.concat(
                        Arrays.stream(configuration.getIgnoreMigrationPatterns())
                                .map(Object::toString),
                        Arrays.stream(ignoredPatterns))
                .toArray(String[]::new);
        return configuration.ignoreMigrationPatterns(patterns).load();
    }

    Flyway forMigrate(DataSource connection, Callback... ours) {
        FluentConfiguration configuration = configuration(connection);
        Callback[] callbacks = Stream.concat(Arrays.stream(ours), Arrays.stream(configuration.getCallbacks()))
                .toArray(Callback[]::new);
        return configuration.callbacks(callbacks).load();
    }

    private FluentConfiguration configuration(DataSource connection) {
        try {
            FluentConfiguration configuration = Flyway.configure(FlywayFactory.class.getClassLoader())
                    .dataSource(connection)
                    .loggers("slf4j")
                    .configuration(properties)
                    .locations(settings.locations().toArray(String[]::new))
                    .failOnMissingLocations(true);
            configuration.resourceProvider(new BoundedResources(configuration));
            // Both set directly: by name they would need Jackson.
            configuration
                    .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                    .setTransactionalLock(false);
            String prefix = settings.environment().get(BASELINE_PREFIX);
            if (prefix != null) {
                configuration
                        .getConfigurationExtension(BaselineMigrationConfigurationExtension.class)
                        .setBaselineMigrationPrefix(prefix);
            }
            return configuration;
        } catch (FlywayException e) {
            throw new FlywaySettingsException("Flyway refuses its settings: " + e.getMessage(), e);
        }
    }

    /**
     * What Flyway does not know or take, a sentence each.
     *
     * @param environment every {@code FLYWAY_*} variable, as in {@link FlywaySettings}
     */
    static List<String> settingErrors(Map<String, String> environment) {
        return FlywaySettingsValidator.of(handedOn(environment));
    }

    /** Flyway's own translation of the names. */
    private static Map<String, String> properties(Map<String, String> environment) {
        List<String> errors = settingErrors(environment);
        if (!errors.isEmpty()) {
            throw new FlywaySettingsException(String.join("\n", errors));
        }
        Map<String, String> properties = new TreeMap<>();
        handedOn(environment).forEach((name, value) -> properties.put(ConfigUtils.convertKey(name), value));
        return properties;
    }

    private static SortedMap<String, String> handedOn(Map<String, String> environment) {
        SortedMap<String, String> handedOn = new TreeMap<>(environment);
        handedOn.entrySet().removeIf(variable -> isHandledHere(variable.getKey(), variable.getValue()));
        return handedOn;
    }

    private static boolean isHandledHere(String name, String value) {
        if (name.equals(TRANSACTIONAL_LOCK)
                && !value.isBlank()
                && !value.strip().equalsIgnoreCase("false")) {
            throw new FlywaySettingsException(TRANSACTIONAL_LOCK + "=" + value
                    + " would let Flyway use a second connection, outside the fence; take it away");
        }
        return name.equals(TRANSACTIONAL_LOCK)
                || name.equals(BASELINE_PREFIX)
                || name.equals(DRIVER)
                || name.equals(LICENSE_KEY)
                || name.startsWith(DRIVER_PROPERTIES);
    }
}
