package io.initmigrator.config;

import io.initmigrator.config.Command.FailOn;
import io.initmigrator.config.Command.Guard;
import io.initmigrator.config.Command.Maintenance;
import io.initmigrator.config.Command.Migrate;
import io.initmigrator.config.Command.Output;
import io.initmigrator.config.Command.Plan;
import io.initmigrator.config.Command.Repair;
import io.initmigrator.config.Command.Status;
import io.initmigrator.config.Command.Unlock;
import io.initmigrator.config.Command.Wait;
import io.initmigrator.schema.SchemaVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The grammar of the command line: one word for the command, then its options.
 *
 * @param options names that the command takes
 * @param build makes the command
 */
record CommandLine(Set<String> options, Function<Options, Command> build) {

    static final String USAGE = """
            Usage: init-migrator [COMMAND] [OPTIONS]

            Commands:
              migrate                      check, elect, then migrate or wait (the default)
              wait [--version V]           never migrate; wait for the bundle, or for version V, to be recorded
              status [--output text|json]  required and recorded version, what is pending, who leads
              plan [--output text|json] [--fail-on warning|error]
                                           what would run, what it locks, and what of it hurts on a live database
              lint [--since V|--base DIR|--git REF] [--output text|json|sarif|github] [--fail-on warning|error]
                   [--rule RULE=off|warning|error]... [--config FILE] [--postgres-version N] [PATH...]
                                           check scripts without a database or any setting, as in a pull request
              guard                        migrate, then stay and serve /startupz, /readyz, /livez and /metrics
              repair                       make the history fit the bundle: failed rows, checksums, what was interrupted
              unlock [--force]             end a leftover session and free the Lease; a live holder only with --force
              maintenance                  answer every request with a 503 page, ready while a migration runs
              --help                       print this
              --version                    print the version

            Settings come from the environment: FLYWAY_URL (or DATABASE_URL, or PGHOST and the like), FLYWAY_USER, FLYWAY_PASSWORD, every
            other FLYWAY_* and MIGRATOR_*; each also as NAME_FILE, the path of a file that holds the value.

            Exit codes: 0 ready; 1 bug; 2 settings or command line; 3 migration failed; 4 schema and bundle don't fit;
            5 database or Kubernetes API unreachable; 6 leadership or session lost; 10 status: pending;
            11 plan --fail-on, lint: found; 124 deadline; 143 SIGTERM.
            """;

    private static final ValueParser<SchemaVersion> VERSION =
            new ValueParser<>("numbers separated by dots, such as 12 or 2026.11.1", CommandLine::version);

    private static final Map<String, CommandLine> COMMANDS = Map.of(
            "migrate", new CommandLine(Set.of(), options -> new Migrate()),
            "wait", new CommandLine(Set.of("--version"), options -> new Wait(options.get("--version", VERSION))),
            "unlock", new CommandLine(Set.of(Options.FORCE), options -> new Unlock(options.has(Options.FORCE))),
            "repair", new CommandLine(Set.of(), options -> new Repair()),
            "status", new CommandLine(Set.of("--output"), options -> new Status(output(options))),
            "plan",
                    new CommandLine(
                            Set.of("--output", "--fail-on"),
                            options -> new Plan(
                                    output(options), options.get("--fail-on", ValueParser.oneOf(FailOn.class)))),
            "guard", new CommandLine(Set.of(), options -> new Guard()),
            "maintenance", new CommandLine(Set.of(), options -> new Maintenance()));

    /** Where there are faults, the command is of no use. */
    static Command parse(List<String> arguments, ConfigErrors errors) {
        String word = arguments.isEmpty() ? "migrate" : arguments.getFirst();
        CommandLine command = COMMANDS.get(word);
        if (command == null) {
            errors.add("\"" + word + "\"", "is not a command", nearest(word));
            return new Migrate();
        }
        List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
        return command.build.apply(Options.parse(rest, command.options, errors));
    }

    private static String nearest(String word) {
        Set<String> commands = new HashSet<>(COMMANDS.keySet());
        commands.add(LintCommandLine.COMMAND);
        return NameSuggestion.of(word, commands)
                .map(it -> "write " + it + "; --help lists them all")
                .orElse("--help lists them all");
    }

    private static Output output(Options options) {
        return options.get("--output", ValueParser.oneOf(Output.class)).orElse(Output.TEXT);
    }

    static Optional<SchemaVersion> version(String text) {
        try {
            return Optional.of(new SchemaVersion(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
