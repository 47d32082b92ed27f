package io.initmigrator.config;

import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.logging.LogSettings;
import io.initmigrator.schema.BundleException;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.schema.ClasspathSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Parsed command line and environment of this process. */
public sealed interface Invocation {

    /** Prints the usage. */
    record Help(String usage) implements Invocation {}

    /** Prints the version. */
    record Version() implements Invocation {}

    /** Runs {@code command}. */
    record Run(Command command, Settings settings) implements Invocation {}

    /** Check scripts; needs neither a database nor any setting. */
    record Lint(LintOptions options) implements Invocation {}

    /** Log settings for failures before the settings are read, as far as the environment is valid. */
    static LogSettings report(Map<String, String> environment) {
        return SettingsReader.report(
                new EnvironmentReader(environment, new ConfigErrors()), LogSettings.DEFAULT.stream());
    }

    /**
     * Secrets to mask before the settings are read: the values of all variables whose name indicates a secret or a login.
     */
    static Set<String> secrets(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> FlywayVariables.hasSecretName(variable.getKey()))
                .map(Map.Entry::getValue)
                .filter(Predicate.not(String::isBlank))
                .collect(Collectors.toSet());
    }

    /**
     * Reads command line and environment together, so that all errors are reported together.
     *
     * @param arguments the command line
     * @param environment variables by name
     * @param nonce unique to this start of the process
     * @throws SettingsException with all errors
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
        ConfigErrors errors = new ConfigErrors();
        Command command = CommandLine.parse(arguments, errors);
        Map<String, String> used = command.usesDatabase() ? environment : LeaseReaderVariables.of(environment);
        SettingsReader reader = new SettingsReader(RuntimeEnvironment.of(used), nonce, errors);
        Settings settings = reader.read(command);
        reader.throwErrors();
        return new Run(command, settings);
    }

    private static Invocation lint(List<String> arguments, Map<String, String> environment) {
        ConfigErrors errors = new ConfigErrors();
        LintOptions options = LintCommandLine.parse(arguments, () -> bundle(environment, errors), errors);
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

    /** The directories of the bundle, in archives too; without those that are on the class path and are not found there. */
    private static List<Path> bundle(Map<String, String> environment, ConfigErrors errors) {
        Map<String, String> locations = FrameworkVariables.withLocations(environment, errors);
        EnvironmentReader variables = new EnvironmentReader(locations, new ConfigErrors());
        ClasspathSearch classpath = new ClasspathSearch(Location.jarDirs(variables));
        List<Path> directories = new ArrayList<>();
        for (BundleLocation location : Location.read(variables)) {
            try {
                List<BundleLocation> places =
                        location.isOf(BundleLocation.CLASSPATH) ? classpath.find(location) : List.of(location);
                places.forEach(place -> directories.add(Path.of(place.root())));
            } catch (BundleException e) {
                errors.add(LintCommandLine.COMMAND, e.problem());
            }
        }
        return directories;
    }
}
