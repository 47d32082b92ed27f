package io.initmigrator;

import io.initmigrator.config.Command;
import io.initmigrator.config.Invocation;
import io.initmigrator.config.Settings;
import io.initmigrator.config.SettingsException;
import io.initmigrator.coordination.StopSignal;
import io.initmigrator.flyway.FlywayMigrations;
import io.initmigrator.postgres.WarmUp;
import io.initmigrator.report.Logging;
import io.initmigrator.report.Masker;
import io.initmigrator.report.Printable;
import io.initmigrator.report.ReportSettings;
import io.initmigrator.report.TerminationLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run, from the command line to its ending. Every failure is reported here, once. */
final class Run {

    private final List<String> words;
    private final Map<String, String> environment;
    private final StopSignal stop;

    Run(List<String> words, Map<String, String> environment, StopSignal stop) {
        this.words = List.copyOf(words);
        this.environment = environment;
        this.stop = stop;
    }

    Ending end() {
        try {
            return begin();
        } catch (Throwable fault) {
            return lastResort(fault);
        }
    }

    private Ending begin() {
        try {
            Logging.holdBackLibraries();
            WarmUp.begin();
            Invocation invocation = Invocation.read(words, environment, nonce());
            // Asked for by itself, as elsewhere on the way of a start with nothing to do: the JVM makes a class for
            // each switch
            // over types when it is first come by, and no cache holds those.
            if (invocation instanceof Invocation.Run(Command command, Settings settings)) {
                return carryOut(command, settings);
            }
            return printed(
                    invocation instanceof Invocation.Help(String usage) ? usage.strip() : "init-migrator " + version());
        } catch (SettingsException faults) {
            return reported(faults);
        }
    }

    /** Joined by what only Flyway knows to be wrong, so that all is told at once. */
    private static Ending reported(SettingsException faults) {
        Masker masker = new Masker(faults::secrets);
        Logging.start(faults.report(), masker);
        Ending ending = Ending.of(faults);
        List<String> sentences = new ArrayList<>(List.of(ending.message()));
        sentences.addAll(FlywayMigrations.faults(faults.flyway()));
        return reported(new Ending(ending.code(), String.join("\n", sentences)), faults, faults.report(), masker);
    }

    /** For what happens before there is a log, or in its place: a class that is missing may be one of the log's. */
    private Ending lastResort(Throwable fault) {
        Masker masker = new Masker(() -> Invocation.secrets(environment));
        StringWriter trace = new StringWriter();
        fault.printStackTrace(new PrintWriter(trace));
        System.err.print(masker.mask(Printable.lines(trace.toString().replace("\t", "    "), "")));
        Ending ending = Ending.of(fault);
        new TerminationLog(Invocation.report(environment).terminationLog(), masker).write(ending.message());
        return ending;
    }

    private Ending carryOut(Command command, Settings settings) {
        Masker masker = new Masker(settings.secrets());
        Logging.start(settings.report(), masker);
        try {
            Ending ending = new Assembly(settings, masker::mask, stop).carryOut(command);
            return ending.message().isEmpty() ? ending : reported(ending, null, settings.report(), masker);
        } catch (Throwable fault) {
            // An Error too, such as a class that is missing: whoever looks for the cause looks here.
            return reported(Ending.of(fault), fault, settings.report(), masker);
        }
    }

    /** Where Kubernetes and people look; the stack trace only where it says more than the sentence. */
    private static Ending reported(Ending ending, @Nullable Throwable exception, ReportSettings report, Masker masker) {
        Logger log = LoggerFactory.getLogger(Run.class);
        if (ending.isBug()) {
            log.error(ending.message(), exception);
        } else {
            log.error(ending.message());
            log.debug("What led to it", exception);
        }
        new TerminationLog(report.terminationLog(), masker).write(ending.message());
        return ending;
    }

    private static Ending printed(String text) {
        System.out.println(text);
        return Ending.READY;
    }

    private static String nonce() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    private static String version() {
        String version = Run.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
