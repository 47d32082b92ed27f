package io.initmigrator.config;

import io.initmigrator.coordination.Identity;
import io.initmigrator.coordination.LeaseTiming;
import io.initmigrator.coordination.RolloutSettings;
import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.http.HttpSettings;
import io.initmigrator.kubernetes.KubernetesSettings;
import io.initmigrator.postgres.PostgresSettings;
import io.initmigrator.postgres.Revision;
import io.initmigrator.report.ReportSettings;
import io.initmigrator.report.ReportSettings.Stream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Reads the environment, once. */
public final class SettingsReader {

    private static final Duration LONGEST_FAILURE_BACKOFF = Duration.ofMinutes(5);

    private final Surroundings surroundings;
    private final Map<String, String> environment;
    private final Faults faults = new Faults();
    private final Secrets secrets = new Secrets();
    private final Variables variables;
    private final String nonce;
    private FlywaySettings flyway = new FlywaySettings(Map.of(), List.of());
    private Stream stream = ReportSettings.DEFAULT.stream();

    SettingsReader(Surroundings surroundings, String nonce) {
        this.surroundings = surroundings;
        this.environment = surroundings.environment();
        this.variables = new Variables(environment, faults);
        this.nonce = nonce;
    }

    /**
     * Validates each value, and all against each other.
     *
     * @param environment variables by name, as {@link System#getenv()} has them
     * @param nonce what tells this start of the process from every other
     * @throws SettingsException with every fault there is
     */
    public static Settings fromMap(Map<String, String> environment, String nonce) {
        SettingsReader reader = new SettingsReader(Surroundings.of(environment), nonce);
        Settings settings = reader.read(new Command.Migrate());
        reader.throwFaults();
        return settings;
    }

    /** What could be read; of use only where {@link #faults} are none. */
    Settings read(Command command) {
        stream = command.printsData() ? Stream.ERROR : Stream.OUTPUT;
        Identity identity = identity();
        UnknownNames.check(environment, faults);
        SortedMap<String, String> all = FlywayVariables.all(environment, variables);
        FlywayRule.check(all, faults);
        all.forEach((name, value) -> rememberSecret(name, value));
        List<Location> locations = Location.read(variables);
        flyway = FlywayVariables.read(all, locations);
        if (command.usesDatabase()) {
            DatabaseVariables.requireAddress(variables);
        }
        PostgresSettings postgres =
                DatabaseVariables.read(environment, variables, secrets, identity.applicationName(), revision());
        return new Settings(
                coordination(),
                identity,
                timing(),
                rollout(),
                bundleRoots(locations),
                BundleSalt.of(flyway.environment(), locations),
                postgres,
                flyway,
                kubernetes(),
                report(variables, stream),
                new HttpSettings(
                        variables.get(Catalogue.HTTP_PORT),
                        variables.get(Catalogue.HEALTH_PORT),
                        variables.get(Catalogue.MAINTENANCE_PAGE)),
                secrets,
                EffectiveSettings.of(variables, all, postgres.jdbcUrl()));
    }

    Faults faults() {
        return faults;
    }

    void throwFaults() {
        if (!faults.isEmpty()) {
            throw new SettingsException(
                    faults.list(),
                    flyway.without(faults.subjects()),
                    report(new Variables(environment, new Faults()), stream),
                    quotable());
        }
    }

    /** Flyway and the locations quote a wrong value: one that came from a file must not be seen. */
    private Set<String> quotable() {
        Set<String> all = new HashSet<>(secrets.get());
        for (String content : variables.contents()) {
            all.add(content);
            all.addAll(Location.split(content));
        }
        all.removeIf(String::isBlank);
        return all;
    }

    static ReportSettings report(Variables variables, Stream stream) {
        return new ReportSettings(
                variables.get(Catalogue.LOG_FORMAT),
                variables.get(Catalogue.LOG_LEVEL),
                variables.get(Catalogue.TERMINATION_LOG),
                stream);
    }

    private void rememberSecret(String name, String value) {
        if (FlywayVariables.isSecret(name, variables)) {
            secrets.add(value);
        }
    }

    private List<Path> bundleRoots(List<Location> locations) {
        List<Location> all = new ArrayList<>(locations);
        all.addAll(Location.ofCallbacks(variables));
        return all.stream().map(Location::root).toList();
    }

    private Coordination coordination() {
        return switch (variables.get(Catalogue.COORDINATION)) {
            case LEASE -> Coordination.LEASE;
            case DATABASE -> Coordination.DATABASE;
            case AUTO -> surroundings.isCluster() ? Coordination.LEASE : Coordination.DATABASE;
        };
    }

    private Identity identity() {
        Optional<String> explicit = variables.get(Catalogue.IDENTITY);
        Identity byDefault = new Identity(surroundings.podName().replaceAll("[^A-Za-z0-9._-]", "-"), nonce);
        if (explicit.isEmpty()) {
            return byDefault;
        }
        try {
            return new Identity(explicit.get(), nonce);
        } catch (IllegalArgumentException e) {
            variables.addUnusable(Catalogue.IDENTITY, explicit.get(), "write only letters, digits, '.', '_' and '-'");
            return byDefault;
        }
    }

    /** Set to nothing by the downward API where the pod has no such label; then its name says nothing either. */
    private Revision revision() {
        return new Revision(
                environment.containsKey(Catalogue.REVISION.name())
                        ? variables.get(Catalogue.REVISION).orElse("")
                        : surroundings.podTemplateHash());
    }

    private LeaseTiming timing() {
        Duration duration = variables.get(Catalogue.LEASE_DURATION);
        try {
            return LeaseTiming.of(duration);
        } catch (IllegalArgumentException e) {
            faults.add(
                    Catalogue.LEASE_DURATION.name(),
                    "is " + Durations.format(duration),
                    "write whole seconds, at least 2s and at most 10m");
            return LeaseTiming.of(Catalogue.LEASE_DURATION.fallback());
        }
    }

    private RolloutSettings rollout() {
        Duration failureBackoff = variables.get(Catalogue.FAILURE_BACKOFF);
        if (failureBackoff.compareTo(LONGEST_FAILURE_BACKOFF) > 0) {
            faults.add(
                    Catalogue.FAILURE_BACKOFF.name(),
                    "is " + Durations.format(failureBackoff),
                    "write at most " + Durations.format(LONGEST_FAILURE_BACKOFF) + ", to which it doubles");
        }
        return new RolloutSettings(
                variables.get(Catalogue.TIMEOUT),
                variables.get(Catalogue.WHEN_AHEAD),
                variables.get(Catalogue.WHEN_EMPTY),
                variables.get(Catalogue.WHEN_INTERRUPTED),
                failureBackoff,
                variables.get(Catalogue.LOCK_RETRY_FOR));
    }

    private KubernetesSettings kubernetes() {
        Optional<String> podNamespace = surroundings.podNamespace();
        return new KubernetesSettings(
                variables.get(Catalogue.LEASE_NAME),
                variables.get(Catalogue.LEASE_NAMESPACE).or(() -> podNamespace),
                surroundings.podName(),
                podNamespace,
                surroundings.podUid(),
                variables.get(Catalogue.EVENTS));
    }
}
