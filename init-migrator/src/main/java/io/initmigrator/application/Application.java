package io.initmigrator.application;

import io.initmigrator.command.lint.LintCommand;
import io.initmigrator.command.lint.LintUsageException;
import io.initmigrator.config.Command;
import io.initmigrator.config.Invocation;
import io.initmigrator.config.LintOptions;
import io.initmigrator.config.Settings;
import io.initmigrator.config.SettingsException;
import io.initmigrator.core.Identity;
import io.initmigrator.core.StopSignal;
import io.initmigrator.flyway.FlywayMigrationTool;
import io.initmigrator.logging.Logging;
import io.initmigrator.logging.OutputException;
import io.initmigrator.logging.SecretMasker;
import io.initmigrator.logging.StandardOutput;
import io.initmigrator.postgres.DriverWarmUp;
import io.initmigrator.schema.Printable;
import io.initmigrator.schema.SchemaVersion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of the process, from the command line to the exit status. Reports every failure, once. */
public final class Application implements ProcessRun {

    private final List<String> arguments;
    private final Map<String, String> environment;
    private final StopSignal stopSignal;

    public Application(List<String> arguments, Map<String, String> environment, StopSignal stopSignal) {
        this.arguments = List.copyOf(arguments);
        this.environment = environment;
        this.stopSignal = stopSignal;
    }

    @Override
    public ExitStatus end() {
        try {
            return begin();
        } catch (Throwable exception) {
            return lastResort(exception);
        }
    }

    private ExitStatus begin() {
        try {
            Logging.holdBackLibraries();
            if (arguments.isEmpty() || !arguments.getFirst().equals("lint")) {
                DriverWarmUp.begin();
            }
            Invocation invocation = Invocation.read(arguments, environment, Identity.newNonce());
            // Hot path, see docs/startup.md.
            if (invocation instanceof Invocation.Run(Command command, Settings settings)) {
                return carryOut(command, settings);
            }
            if (invocation instanceof Invocation.Lint(LintOptions options)) {
                return new LintCommand(options).run(StandardOutput::print) ? ExitStatus.OK : ExitStatus.DANGEROUS;
            }
            return printed(
                    invocation instanceof Invocation.Help(String usage) ? usage.strip() : "init-migrator " + version());
        } catch (LintUsageException wrong) {
            System.err.println("init-migrator lint: " + Printable.lines(String.valueOf(wrong.getMessage()), "    "));
            return ExitStatus.of(wrong);
        } catch (SettingsException faults) {
            return reported(faults);
        }
    }

    /** Reports the errors of all settings at once, including those that only Flyway finds. */
    private ExitStatus reported(SettingsException faults) {
        SecretMasker masker = new SecretMasker(faults::secrets);
        Logging.start(faults.report(), masker);
        ExitStatus status = ExitStatus.of(faults);
        List<String> sentences = new ArrayList<>(List.of(status.message()));
        sentences.addAll(FlywayMigrationTool.settingErrors(faults.flyway()));
        return new RunReport(faults.report(), masker)
                .failed(new ExitStatus(status.code(), String.join("\n", sentences)), faults);
    }

    /** Reports without the log, which may not be set up yet, or may be what failed. */
    private ExitStatus lastResort(Throwable exception) {
        SecretMasker masker = new SecretMasker(() -> Invocation.secrets(environment));
        ExitStatus status = ExitStatus.of(exception);
        if (exception instanceof OutputException) {
            System.err.println("init-migrator: " + status.message());
        } else {
            StringWriter trace = new StringWriter();
            exception.printStackTrace(new PrintWriter(trace));
            System.err.print(Printable.lines(masker.mask(trace.toString().replace("\t", "    ")), ""));
        }
        return new RunReport(Invocation.report(environment), masker).shown(status);
    }

    private ExitStatus carryOut(Command command, Settings settings) {
        SecretMasker masker = new SecretMasker(settings.secrets());
        Logging.start(settings.report(), masker);
        RunReport.warnOfIgnored(settings);
        RunReport report = new RunReport(settings.report(), masker);
        try {
            ExitStatus status = run(command, new Components(settings, masker, stopSignal));
            if (status.message().isEmpty()) {
                return status;
            }
            return command.showsFailure() ? report.shown(status) : report.failed(status);
        } catch (Throwable exception) {
            // Including an Error, such as a missing class.
            return report.failed(exception);
        }
    }

    private static ExitStatus run(Command command, Components components) throws InterruptedException {
        // Hot path, see docs/startup.md.
        if (command instanceof Command.Migrate) {
            return ExitStatus.of(components.migrateCommand().run());
        }
        return switch (command) {
            case Command.Migrate migrate ->
                ExitStatus.of(components.migrateCommand().run());
            case Command.MigrateDeferred deferred ->
                ExitStatus.of(components.migrateDeferredCommand().run());
            case Command.Wait(Optional<SchemaVersion> version) ->
                ExitStatus.of(components.waitCommand(version).run());
            case Command.Status(Command.Output output, boolean drift) ->
                ExitStatus.of(components.statusCommand(drift).run(output));
            case Command.Unlock(boolean force) ->
                ExitStatus.of(components.unlockCommand(force).run());
            case Command.Repair repair ->
                ExitStatus.of(components.repairCommand().run());
            case Command.Plan plan ->
                ExitStatus.of(components.planCommand(plan.rehearsal()).run(plan.output()), plan.failOn());
            case Command.Guard guard -> ExitStatus.of(components.guardCommand().run());
            case Command.Maintenance maintenance -> {
                components.maintenanceCommand().run();
                yield ExitStatus.OK;
            }
        };
    }

    private static ExitStatus printed(String text) {
        StandardOutput.print(text);
        return ExitStatus.OK;
    }

    private static String version() {
        String version = Application.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
