package io.initmigrator.config;

import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.logging.LogSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What this process was started for. */
public sealed interface Invocation {

    /** Print how init-migrator is used. */
    record Help(String usage) implements Invocation {}

    /** Print which version this is. */
    record Version() implements Invocation {}

    /** Do what {@code command} says. */
    record Run(Command command, Settings settings) implements Invocation {}

    /** Check scripts; needs neither a database nor any setting. */
    record Lint(LintOptions options) implements Invocation {}

    /** How to report what happened before the settings were read: as the environment says, as far as it can be understood. */
    static LogSettings report(Map<String, String> environment) {
        return SettingsReader.report(
                new EnvironmentReader(environment, new ConfigErrors()), LogSettings.DEFAULT.stream());
    }

    /**
     * What must be masked in a report of what happened before the settings were read: the values of all variables whose names
     * speak of a secret, or that hold a login.
     */
    static Set<String> secrets(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> FlywayVariables.hasSecretName(variable.getKey()))
                .map(Map.Entry::getValue)
                .filter(Predicate.not(String::isBlank))
                .collect(Collectors.toSet());
    }

    /**
     * Reads command line and environment together, so that all faults of both are told at once.
     *
     * @param arguments the command line
     * @param environment variables by name
     * @param nonce what tells this start of the process from every other
     * @throws SettingsException with every fault there is
     */
    static Invocation read(List<String> arguments, Map<String, String> environment, String nonce) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            return new Help(CommandLine.USAGE);
        }
        if (!arguments.isEmpty() && arguments.getFirst().equals("--version")) {
            return new Version();
        }
        if (!arguments.isEmpty() && arguments.getFirst().equals(LintCommandLine.COMMAND)) {
            return lint(arguments.subList(1, arguments.size()), environment);
        }
        SettingsReader reader = new SettingsReader(RuntimeEnvironment.of(environment), nonce);
        Command command = CommandLine.parse(arguments, reader.errors());
        Settings settings = reader.read(command);
        reader.throwErrors();
        return new Run(command, settings);
    }

    private static Invocation lint(List<String> arguments, Map<String, String> environment) {
        ConfigErrors errors = new ConfigErrors();
        List<Path> bundle = Location.read(new EnvironmentReader(environment, new ConfigErrors())).stream()
                .map(Location::root)
                .toList();
        LintOptions options = LintCommandLine.parse(arguments, bundle, errors);
        if (!errors.isEmpty()) {
            throw new SettingsException(
                    errors.list(),
                    new FlywaySettings(Map.of(), List.of()),
                    SettingsReader.report(
                            new EnvironmentReader(environment, new ConfigErrors()), LogSettings.Stream.ERROR),
                    secrets(environment));
        }
        return new Lint(options);
    }
}
