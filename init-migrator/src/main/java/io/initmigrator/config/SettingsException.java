package io.initmigrator.config;

import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.logging.LogSettings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings or the command line cannot be used. Lists every fault at once and shows no secret. */
public final class SettingsException extends RuntimeException {

    private final transient List<ConfigError> errors;
    private final transient FlywaySettings flyway;
    private final transient LogSettings report;
    private final transient Set<String> secrets;

    SettingsException(List<ConfigError> errors, FlywaySettings flyway, LogSettings report, Set<String> secrets) {
        super(sentences(errors));
        this.errors = List.copyOf(errors);
        this.flyway = flyway;
        this.report = report;
        this.secrets = Set.copyOf(secrets);
    }

    public List<ConfigError> errors() {
        return errors;
    }

    /** What Flyway would have been told, but for what is a fault already: whether it takes that, only Flyway knows. */
    public FlywaySettings flyway() {
        return flyway;
    }

    /** How to report this failure: as the environment says, as far as it could be understood. */
    public LogSettings report() {
        return report;
    }

    /** What must be masked in whatever is told of this failure. */
    public Set<String> secrets() {
        return secrets;
    }

    private static String sentences(List<ConfigError> errors) {
        return errors.stream().map(ConfigError::sentence).collect(Collectors.joining("\n"));
    }
}
