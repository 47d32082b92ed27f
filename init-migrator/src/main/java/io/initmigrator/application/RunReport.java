package io.initmigrator.application;

import io.initmigrator.config.Settings;
import io.initmigrator.logging.LogSettings;
import io.initmigrator.logging.OutputException;
import io.initmigrator.logging.SecretMasker;
import io.initmigrator.logging.TerminationLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Report of a run on the log, which has to be started first, and in the termination message. */
public final class RunReport {

    private final LogSettings settings;
    private final SecretMasker masker;

    public RunReport(LogSettings settings, SecretMasker masker) {
        this.settings = settings;
        this.masker = masker;
    }

    /** Warns of the settings that have no effect. */
    public static void warnOfIgnored(Settings settings) {
        for (String variable : settings.ignored()) {
            LoggerFactory.getLogger(Application.class)
                    .atWarn()
                    .addKeyValue("cause", variable)
                    .log("Ignoring setting of the application");
        }
    }

    /** Reports an uncaught exception. */
    public ExitStatus failed(Throwable exception) {
        return failed(ExitStatus.of(exception), exception);
    }

    /** Reports a failure that the command has not shown. */
    ExitStatus failed(ExitStatus status) {
        return failed(status, null);
    }

    /** Writes to the log and the termination log; the stack trace of an expected failure only at level debug. */
    ExitStatus failed(ExitStatus status, @Nullable Throwable exception) {
        Logger log = LoggerFactory.getLogger(Application.class);
        if (exception instanceof OutputException) {
            // The log may be on standard output too.
            System.err.println("init-migrator: " + status.message());
        } else if (status.isBug()) {
            log.error(status.message(), exception);
        } else {
            log.error(status.message());
            log.debug("Cause", exception);
        }
        return write(status);
    }

    /** Writes to the termination log only. */
    ExitStatus shown(ExitStatus status) {
        return write(status);
    }

    private ExitStatus write(ExitStatus status) {
        new TerminationLog(settings.terminationLog(), masker).write(status.message());
        return status;
    }
}
