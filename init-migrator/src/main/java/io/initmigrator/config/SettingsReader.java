package io.initmigrator.config;

import io.initmigrator.core.Identity;
import io.initmigrator.election.LeaseTiming;
import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.http.HttpSettings;
import io.initmigrator.kubernetes.KubernetesSettings;
import io.initmigrator.logging.LogSettings;
import io.initmigrator.logging.LogSettings.Stream;
import io.initmigrator.postgres.PostgresSettings;
import io.initmigrator.postgres.Revision;
import io.initmigrator.rollout.RolloutSettings;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.telemetry.TelemetrySettings;
import io.initmigrator.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Reads and validates the environment, once. */
public final class SettingsReader {

    private static final Duration MAX_FAILURE_BACKOFF = Duration.ofMinutes(5);

    private final RuntimeEnvironment runtime;
    private final Map<String, String> environment;
    private final List<String> ignored;
    private final Map<String, String> names;
    private final ConfigErrors errors;
    private final Secrets secrets = new Secrets();
    private final EnvironmentReader variables;
    private final String nonce;
    private FlywaySettings flyway = new FlywaySettings(Map.of(), List.of());
    private Stream stream = LogSettings.DEFAULT.stream();

    /** @param errors those of the command line, to which others are added */
    SettingsReader(RuntimeEnvironment runtime, String nonce, ConfigErrors errors) {
        this.runtime = runtime;
        this.errors = errors;
        if (hasFrameworkVariables(runtime.environment())) {
            FrameworkVariables.Merged merged = FrameworkVariables.merge(runtime.environment(), errors);
            this.environment = merged.environment();
            this.ignored = merged.ignored();
            this.names = merged.names();
            errors.useNames(names);
        } else {
            this.environment = runtime.environment();
            this.ignored = List.of();
            this.names = Map.of();
        }
        this.variables = new EnvironmentReader(environment, errors);
        this.nonce = nonce;
    }

    /** Here, so that most starts need not know how they are read. */
    private static boolean hasFrameworkVariables(Map<String, String> environment) {
        for (String name : environment.keySet()) {
            if (name.startsWith("SPRING_") || name.startsWith("QUARKUS_")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Validates each value, and their combinations.
     *
     * @param environment variables by name, as in {@link System#getenv()}
     * @param nonce unique to this start of the process
     * @throws SettingsException with all errors
     */
    public static Settings fromMap(Map<String, String> environment, String nonce) {
        SettingsReader reader = new SettingsReader(RuntimeEnvironment.of(environment), nonce, new ConfigErrors());
        Settings settings = reader.read(new Command.Migrate());
        reader.throwErrors();
        return settings;
    }

    /** The result is valid only if there are no {@link #errors}. */
    Settings read(Command command) {
        stream = command.printsData() ? Stream.ERROR : Stream.OUTPUT;
        Identity identity = identity();
        UnknownSettings.check(environment, errors);
        SortedMap<String, String> all = FlywayVariables.all(environment, variables);
        UnsupportedFlywaySetting.check(all, errors);
        all.forEach((name, value) -> rememberSecret(name, value));
        List<BundleLocation> locations = Location.read(variables);
        List<BundleLocation> callbackLocations = Location.ofCallbacks(variables);
        flyway = FlywayVariables.read(all, locations, callbackLocations, Location.jarDirs(variables), names);
        if (command.usesDatabase()) {
            DatabaseVariables.requireAddress(variables);
        }
        PostgresSettings postgres =
                DatabaseVariables.read(environment, variables, secrets, identity.applicationName(), revision());
        if (command.rehearsal().isPresent()) {
            secrets.addAll(command.rehearsal().get().credentials());
        }
        return new Settings(
                coordination(),
                isTokenMissing(),
                identity,
                timing(),
                rollout(),
                variables.get(SettingDefinitions.ROLLOUT),
                bundleLocations(locations, callbackLocations),
                DigestSettings.of(flyway.environment(), locations, callbackLocations, postgres.appRole()),
                postgres,
                flyway,
                kubernetes(),
                report(variables, stream),
                new HttpSettings(
                        variables.get(SettingDefinitions.HTTP_PORT),
                        variables.get(SettingDefinitions.HEALTH_PORT),
                        variables.get(SettingDefinitions.MAINTENANCE_PAGE)),
                telemetry(),
                secrets,
                ignored,
                EffectiveSettings.of(variables, all, postgres.jdbcUrl()));
    }

    void throwErrors() {
        if (!errors.isEmpty()) {
            throw new SettingsException(
                    errors.list(),
                    flyway.without(errors.subjects()),
                    report(new EnvironmentReader(environment, new ConfigErrors()), stream),
                    quotable());
        }
    }

    /** Variables whose invalid value may be quoted: not those read from a file. */
    private Set<String> quotable() {
        Set<String> all = new HashSet<>(secrets.get());
        for (String content : variables.contents()) {
            all.add(content);
            all.addAll(Location.split(content));
        }
        all.removeIf(String::isBlank);
        return all;
    }

    static LogSettings report(EnvironmentReader variables, Stream stream) {
        return new LogSettings(
                variables.get(SettingDefinitions.LOG_FORMAT),
                variables.get(SettingDefinitions.LOG_LEVEL),
                variables.get(SettingDefinitions.TERMINATION_LOG),
                stream);
    }

    private void rememberSecret(String name, String value) {
        if (FlywayVariables.isSecret(name, variables)) {
            secrets.add(value);
        }
    }

    private static List<BundleLocation> bundleLocations(
            List<BundleLocation> locations, List<BundleLocation> callbackLocations) {
        List<BundleLocation> all = new ArrayList<>(locations);
        all.addAll(callbackLocations);
        return all;
    }

    private CoordinationMode coordination() {
        return switch (variables.get(SettingDefinitions.COORDINATION)) {
            case LEASE -> CoordinationMode.LEASE;
            case DATABASE -> CoordinationMode.DATABASE;
            case AUTO -> runtime.isCluster() ? CoordinationMode.LEASE : CoordinationMode.DATABASE;
        };
    }

    private boolean isTokenMissing() {
        return variables.get(SettingDefinitions.COORDINATION) == SettingDefinitions.CoordinationSetting.AUTO
                && runtime.isPod()
                && !runtime.isCluster();
    }

    private Identity identity() {
        Optional<String> explicit = variables.get(SettingDefinitions.IDENTITY);
        Identity byDefault = new Identity(runtime.podName().replaceAll("[^A-Za-z0-9._-]", "-"), nonce);
        if (explicit.isEmpty()) {
            return byDefault;
        }
        try {
            return new Identity(explicit.get(), nonce);
        } catch (IllegalArgumentException e) {
            variables.addUnusable(
                    SettingDefinitions.IDENTITY, explicit.get(), "write only letters, digits, '.', '_' and '-'");
            return byDefault;
        }
    }

    /** The downward API sets an empty value if the pod has no such label; then the pod's name contains no hash either. */
    private Revision revision() {
        return new Revision(
                environment.containsKey(SettingDefinitions.REVISION.name())
                        ? variables.get(SettingDefinitions.REVISION).orElse("")
                        : runtime.podTemplateHash());
    }

    private LeaseTiming timing() {
        Duration duration = variables.get(SettingDefinitions.LEASE_DURATION);
        try {
            return LeaseTiming.of(duration);
        } catch (IllegalArgumentException e) {
            errors.add(
                    SettingDefinitions.LEASE_DURATION.name(),
                    "is " + Durations.format(duration),
                    "write whole seconds, at least 2s and at most 10m");
            return LeaseTiming.of(SettingDefinitions.LEASE_DURATION.fallback());
        }
    }

    private RolloutSettings rollout() {
        Duration failureBackoff = variables.get(SettingDefinitions.FAILURE_BACKOFF);
        if (failureBackoff.compareTo(MAX_FAILURE_BACKOFF) > 0) {
            errors.add(
                    SettingDefinitions.FAILURE_BACKOFF.name(),
                    "is " + Durations.format(failureBackoff),
                    "write at most " + Durations.format(MAX_FAILURE_BACKOFF) + ", to which it doubles");
        }
        return new RolloutSettings(
                variables.get(SettingDefinitions.TIMEOUT),
                variables.get(SettingDefinitions.WHEN_AHEAD),
                variables.get(SettingDefinitions.WHEN_EMPTY),
                variables.get(SettingDefinitions.WHEN_INTERRUPTED),
                variables.get(SettingDefinitions.WHEN_NOT_DEFERRABLE),
                failureBackoff,
                variables.get(SettingDefinitions.LOCK_RETRY_FOR),
                true,
                runtime.advice());
    }

    /** Here, so that most starts need not know how they are read. */
    private Optional<TelemetrySettings> telemetry() {
        return variables.isSet(SettingDefinitions.WEBHOOK_URL.name())
                        || variables.isSet("OTEL_EXPORTER_OTLP_ENDPOINT")
                        || variables.isSet("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
                ? Optional.of(TelemetryVariables.read(variables, secrets))
                : Optional.empty();
    }

    private KubernetesSettings kubernetes() {
        Optional<String> podNamespace = runtime.podNamespace();
        if (podNamespace.isPresent() && !RuntimeEnvironment.isNamespace(podNamespace.get())) {
            errors.add("POD_NAMESPACE", "is not a namespace", "write " + ValueParser.NAMESPACE.expected());
        }
        return new KubernetesSettings(
                variables.get(SettingDefinitions.LEASE_NAME),
                variables.get(SettingDefinitions.LEASE_NAMESPACE).or(() -> podNamespace),
                runtime.podName(),
                podNamespace,
                runtime.podUid(),
                variables.get(SettingDefinitions.EVENTS));
    }
}
