package io.initmigrator.config;

import io.initmigrator.config.Command.FailOn;
import io.initmigrator.config.Command.Guard;
import io.initmigrator.config.Command.Maintenance;
import io.initmigrator.config.Command.Migrate;
import io.initmigrator.config.Command.MigrateDeferred;
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
          migrate [--deferred]         check the schema, elect a leader, then migrate or wait (the default);
                                       --deferred also runs the scripts declared after-rollout
          wait [--version V]           wait until the bundle, or version V, is recorded; never migrate
          status [--output text|json] [--drift]
                                       show required and recorded version, pending migrations, and the leader;
                                       --drift also what others changed in the schemas since the last migration
          plan [--output text|json] [--fail-on warning|error] [--rehearse URL]
                                       list pending migrations, the locks they take, and operations unsafe on a
                                       live database; --rehearse runs them on a scratch database and measures
          lint [--since V|--base DIR|--git REF] [--output text|json|sarif|github|gitlab|junit] [--fail-on warning|error]
               [--rule RULE=off|on|warning|error]... [--config FILE] [--postgres-version N] [PATH...]
                                       check scripts for a pull request, without a database or any setting
          guard                        migrate, then keep serving /startupz, /readyz, /livez and /metrics
          repair                       repair the schema history: failed rows, checksums, interrupted scripts
          unlock [--force]             terminate a stale leader session and release the Lease; --force also
                                       terminates a live one
          maintenance                  serve a 503 page; ready only while a migration is running
          --help                       print this help
          --version                    print the version

        Settings are environment variables: FLYWAY_URL (or DATABASE_URL, or PGHOST and its companions), FLYWAY_USER,
        FLYWAY_PASSWORD, every other FLYWAY_* and MIGRATOR_*. NAME_FILE names a file that contains the value of NAME.

        Exit codes: 0 ready; 1 internal error; 2 invalid settings or command line; 3 migration failed;
        4 schema and bundle do not match; 5 database or Kubernetes API unreachable; 6 leadership or session lost;
        7 rollout paused, failed or superseded; 10 status: migrations pending; 11 plan --fail-on, lint: issues
        found; 124 timeout; 130 SIGINT; 143 SIGTERM.
        """;

    private static final ValueParser<SchemaVersion> VERSION =
            new ValueParser<>("numbers separated by dots, such as 12 or 2026.11.1", CommandLine::version);

    private static final Map<String, CommandLine> COMMANDS = Map.of(
            "migrate",
                    new CommandLine(
                            Set.of(Options.DEFERRED),
                            options -> options.has(Options.DEFERRED) ? new MigrateDeferred() : new Migrate()),
            "wait", new CommandLine(Set.of("--version"), options -> new Wait(options.get("--version", VERSION))),
            "unlock", new CommandLine(Set.of(Options.FORCE), options -> new Unlock(options.has(Options.FORCE))),
            "repair", new CommandLine(Set.of(), options -> new Repair()),
            "status",
                    new CommandLine(
                            Set.of("--output", Options.DRIFT),
                            options -> new Status(output(options), options.has(Options.DRIFT))),
            "plan",
                    new CommandLine(
                            Set.of("--output", "--fail-on", Options.REHEARSE),
                            options -> new Plan(
                                    output(options),
                                    options.get("--fail-on", ValueParser.oneOf(FailOn.class)),
                                    options.database(Options.REHEARSE))),
            "guard", new CommandLine(Set.of(), options -> new Guard()),
            "maintenance", new CommandLine(Set.of(), options -> new Maintenance()));

    /** The result is valid only if no error was added. */
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
