package io.initmigrator.config;

import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.logging.LogSettings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Invalid settings or command line. Lists all errors and shows no secret. */
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

    /** Flyway settings without known errors; only Flyway can validate them. */
    public FlywaySettings flyway() {
        return flyway;
    }

    /** Log settings for this failure, as far as the environment is valid. */
    public LogSettings report() {
        return report;
    }

    /** Secrets to mask in reports of this failure. */
    public Set<String> secrets() {
        return secrets;
    }

    private static String sentences(List<ConfigError> errors) {
        return errors.stream().map(ConfigError::sentence).collect(Collectors.joining("\n"));
    }
}
