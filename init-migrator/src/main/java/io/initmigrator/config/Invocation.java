package io.initmigrator.config;

import io.initmigrator.report.ReportSettings;
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

    /** How to report what happened before the settings were read: as the environment says, as far as it can be understood. */
    static ReportSettings report(Map<String, String> environment) {
        return SettingsReader.report(new Variables(environment, new Faults()), ReportSettings.DEFAULT.stream());
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
     * @param words the command line
     * @param environment variables by name
     * @param nonce what tells this start of the process from every other
     * @throws SettingsException with every fault there is
     */
    static Invocation read(List<String> words, Map<String, String> environment, String nonce) {
        if (words.contains("--help") || words.contains("-h")) {
            return new Help(CommandLine.USAGE);
        }
        if (!words.isEmpty() && words.getFirst().equals("--version")) {
            return new Version();
        }
        SettingsReader reader = new SettingsReader(Surroundings.of(environment), nonce);
        Command command = CommandLine.parse(words, reader.faults());
        Settings settings = reader.read(command);
        reader.throwFaults();
        return new Run(command, settings);
    }
}
