package io.initmigrator.flyway;

import java.lang.module.ModuleFinder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.api.migration.baseline.BaselineMigrationConfigurationExtension;
import org.flywaydb.core.api.resolver.MigrationResolver;
import org.flywaydb.core.internal.configuration.ConfigUtils;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

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
    private final ResolvedLocations locations;
    private final Set<String> hidden;
    private @Nullable JavaMigrations javaMigrations;

    FlywayFactory(FlywaySettings settings) {
        this(settings, Set.of());
    }

    /** @param hidden names of scripts that are not part of the bundle here */
    FlywayFactory(FlywaySettings settings, Set<String> hidden) {
        this.settings = settings;
        this.hidden = Set.copyOf(hidden);
        this.properties = properties(settings);
        this.locations = ResolvedLocations.of(settings);
    }

    List<InvalidMigrationName> invalidNames() {
        return InvalidMigrationName.among(configuration());
    }

    /** Returns whether Flyway runs something even if no script is pending. */
    boolean hasCallbackAround(DataSource connection) {
        return MigrationFiles.hasCallbackAround(configuration(connection));
    }

    /** Returns whether scripts are recorded as applied without being run. */
    boolean isSkippingExecution(DataSource connection) {
        return configuration(connection).isSkipExecutingMigrations();
    }

    /** The refusal as that of a script's configuration file, if it is one. */
    Optional<InvalidScriptException> invalidScriptConfiguration(DataSource connection, FlywayException refusal) {
        return refusal.getErrorCode() == CoreErrorCode.CONFIGURATION
                ? ScriptConfigurations.refused(locations.all(), configuration(connection), refusal)
                : Optional.empty();
    }

    /**
     * Creates a Flyway that reads only: without the SQL callbacks of the user.
     *
     * @throws InvalidScriptException if there are Java migrations that cannot be run here
     */
    Flyway forInfo(DataSource connection) {
        return withJavaMigrations(configuration(connection))
                .skipDefaultCallbacks(true)
                .load();
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

    /**
     * Creates a Flyway that changes the history, with the callbacks of the user around it.
     *
     * @param kept migrations that the bundle lacks and the history may hold
     */
    Flyway forRepair(DataSource connection, MigrationResolver kept, String... ignoredPatterns) {
        FluentConfiguration configuration = withJavaMigrations(configuration(connection));
        MigrationResolver[] resolvers = Stream.concat(Arrays.stream(configuration.getResolvers()), Stream.of(kept))
                .toArray(MigrationResolver[]::new);
        return ignore(configuration.resolvers(resolvers), ignoredPatterns).load();
    }

    /** @param deferred names of scripts that are pending and are not to run */
    Flyway forMigrate(DataSource connection, Set<String> deferred, Callback... ours) {
        FluentConfiguration configuration = withJavaMigrations(configuration(connection));
        if (!deferred.isEmpty()) {
            hide(deferred, configuration);
        }
        Callback[] callbacks = Stream.concat(Arrays.stream(ours), Arrays.stream(configuration.getCallbacks()))
                .toArray(Callback[]::new);
        if (JavaMigrations.isMissingIgnored(true, configuration)) {
            // Migrations of the application may be newer than the bundle's; anything else was refused before.
            ignore(configuration, ValidationRun.FUTURE);
        }
        return configuration.callbacks(callbacks).load();
    }

    /** From Flyway, which would run each pending script that it finds. What is hidden was validated before. */
    private static void hide(Set<String> scripts, FluentConfiguration configuration) {
        configuration.resourceProvider(new BoundedResources(configuration, scripts));
        ignore(configuration, ValidationRun.MISSING_REPEATABLE);
        MigrationVersion target = configuration.getTarget();
        if (target != null && target.getVersion() != null && !target.isPredefined()) {
            configuration.target(target.getVersion() + "?");
        }
    }

    private static FluentConfiguration ignore(FluentConfiguration configuration, String... patterns) {
        return configuration.ignoreMigrationPatterns(Stream.concat(
                        Arrays.stream(configuration.getIgnoreMigrationPatterns())
                                .map(Object::toString),
                        Arrays.stream(patterns))
                .toArray(String[]::new));
    }

    /** Does what may run Java migrations. */
    <T> T withContextClassLoader(Supplier<T> work) {
        return javaMigrations == null ? work.get() : javaMigrations.withContextClassLoader(work);
    }

    /** Loads them once. */
    private FluentConfiguration withJavaMigrations(FluentConfiguration configuration) {
        if (javaMigrations == null) {
            javaMigrations = JavaMigrations.of(settings, locations, configuration, ModuleFinder.ofSystem());
        }
        return configuration.javaMigrations(Arrays.stream(javaMigrations.all())
                .filter(migration -> !hidden.contains(migration.getClass().getName()))
                .toArray(JavaMigration[]::new));
    }

    private FluentConfiguration configuration(DataSource connection) {
        return configuration().dataSource(connection);
    }

    private FluentConfiguration configuration() {
        try {
            FluentConfiguration configuration = Flyway.configure(FlywayFactory.class.getClassLoader())
                    .loggers("slf4j")
                    .configuration(properties)
                    .locations(ResolvedLocations.texts(locations.migrations()))
                    .callbackLocations(ResolvedLocations.texts(locations.callbacks()))
                    .failOnMissingLocations(true);
            configuration.resourceProvider(new BoundedResources(configuration, hidden));
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

    /** Returns an error for each setting that Flyway does not know or accept. */
    static List<String> settingErrors(FlywaySettings settings) {
        return FlywaySettingsValidator.of(handedOn(settings.environment()), settings.names());
    }

    /** Flyway's own translation of the names. */
    private static Map<String, String> properties(FlywaySettings settings) {
        List<String> errors = settingErrors(settings);
        if (!errors.isEmpty()) {
            throw new FlywaySettingsException(String.join("\n", errors));
        }
        Map<String, String> properties = new TreeMap<>();
        handedOn(settings.environment()).forEach((name, value) -> properties.put(ConfigUtils.convertKey(name), value));
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
                    + " would let Flyway use a second connection, without the advisory lock; unset it");
        }
        return name.equals(TRANSACTIONAL_LOCK)
                || name.equals(BASELINE_PREFIX)
                || name.equals(DRIVER)
                || name.equals(LICENSE_KEY)
                || name.startsWith(DRIVER_PROPERTIES);
    }
}
