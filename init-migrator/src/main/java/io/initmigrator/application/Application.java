package io.initmigrator.application;

import io.initmigrator.command.lint.LintCommand;
import io.initmigrator.command.lint.LintUsageException;
import io.initmigrator.config.Command;
import io.initmigrator.config.Invocation;
import io.initmigrator.config.LintOptions;
import io.initmigrator.config.Settings;
import io.initmigrator.config.SettingsException;
import io.initmigrator.core.StopSignal;
import io.initmigrator.flyway.FlywayMigrationTool;
import io.initmigrator.logging.LogSettings;
import io.initmigrator.logging.Logging;
import io.initmigrator.logging.Printable;
import io.initmigrator.logging.SecretMasker;
import io.initmigrator.logging.TerminationLog;
import io.initmigrator.postgres.DriverWarmUp;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run, from the command line to its ending. Every failure is reported here, once. */
public final class Application {

    private final List<String> arguments;
    private final Map<String, String> environment;
    private final StopSignal stopSignal;

    public Application(List<String> arguments, Map<String, String> environment, StopSignal stopSignal) {
        this.arguments = List.copyOf(arguments);
        this.environment = environment;
        this.stopSignal = stopSignal;
    }

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
            Invocation invocation = Invocation.read(arguments, environment, nonce());
            // Asked for by itself, as elsewhere on the way of a start with nothing to do: the JVM makes a class for
            // each switch
            // over types when it is first come by, and no cache holds those.
            if (invocation instanceof Invocation.Run(Command command, Settings settings)) {
                return carryOut(command, settings);
            }
            if (invocation instanceof Invocation.Lint(LintOptions options)) {
                return new LintCommand(options).run(Application::printUtf8) ? ExitStatus.OK : ExitStatus.DANGEROUS;
            }
            return printed(
                    invocation instanceof Invocation.Help(String usage) ? usage.strip() : "init-migrator " + version());
        } catch (LintUsageException wrong) {
            System.err.println("init-migrator lint: " + wrong.getMessage());
            return ExitStatus.of(wrong);
        } catch (SettingsException faults) {
            return reported(faults);
        }
    }

    /** Joined by what only Flyway knows to be wrong, so that all is told at once. */
    private static ExitStatus reported(SettingsException faults) {
        SecretMasker masker = new SecretMasker(faults::secrets);
        Logging.start(faults.report(), masker);
        ExitStatus ending = ExitStatus.of(faults);
        List<String> sentences = new ArrayList<>(List.of(ending.message()));
        sentences.addAll(FlywayMigrationTool.settingErrors(faults.flyway()));
        return reported(new ExitStatus(ending.code(), String.join("\n", sentences)), faults, faults.report(), masker);
    }

    /** For what happens before there is a log, or in its place: a class that is missing may be one of the log's. */
    private ExitStatus lastResort(Throwable exception) {
        SecretMasker masker = new SecretMasker(() -> Invocation.secrets(environment));
        StringWriter trace = new StringWriter();
        exception.printStackTrace(new PrintWriter(trace));
        System.err.print(masker.mask(Printable.lines(trace.toString().replace("\t", "    "), "")));
        ExitStatus ending = ExitStatus.of(exception);
        new TerminationLog(Invocation.report(environment).terminationLog(), masker).write(ending.message());
        return ending;
    }

    private ExitStatus carryOut(Command command, Settings settings) {
        SecretMasker masker = new SecretMasker(settings.secrets());
        Logging.start(settings.report(), masker);
        try {
            ExitStatus ending = new Components(settings, masker::mask, stopSignal).carryOut(command);
            return ending.message().isEmpty() ? ending : reported(ending, null, settings.report(), masker);
        } catch (Throwable exception) {
            // An Error too, such as a class that is missing: whoever looks for the cause looks here.
            return reported(ExitStatus.of(exception), exception, settings.report(), masker);
        }
    }

    /** Where Kubernetes and people look; the stack trace only where it says more than the sentence. */
    private static ExitStatus reported(
            ExitStatus ending, @Nullable Throwable exception, LogSettings report, SecretMasker masker) {
        Logger log = LoggerFactory.getLogger(Application.class);
        if (ending.isBug()) {
            log.error(ending.message(), exception);
        } else {
            log.error(ending.message());
            log.debug("What led to it", exception);
        }
        new TerminationLog(report.terminationLog(), masker).write(ending.message());
        return ending;
    }

    private static ExitStatus printed(String text) {
        System.out.println(text);
        return ExitStatus.OK;
    }

    /** Whatever the locale says: machines expect it, and a container rarely has one. */
    private static void printUtf8(String text) {
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8).println(text);
    }

    private static String nonce() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    private static String version() {
        String version = Application.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
