package io.initmigrator.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.Console;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log without a configuration file. Call it before the first logger is created; later calls work too, but slf4j and
 * logback will have searched the class path.
 */
public final class Logging {

    private static final String BASE_PACKAGE = "io.initmigrator";
    private static final String FLYWAY = "org.flywaydb";

    /** Logs the output of a credential plugin, which is a secret. */
    private static final String KUBECONFIG = "io.fabric8.kubernetes.client.internal.KubeConfigUtils";

    /** Logs a kubeconfig that cannot be parsed, including its tokens. */
    private static final String KUBERNETES_CONFIG = "io.fabric8.kubernetes.client.Config";

    /** Otherwise slf4j prints the configured provider. */
    private static final String SLF4J_VERBOSITY = "slf4j.internal.verbosity";

    private static final String JUL_CONFIG_CLASS = "java.util.logging.config.class";
    private static final String JUL_CONFIG_FILE = "java.util.logging.config.file";

    private Logging() {}

    /**
     * Suppresses {@code java.util.logging} before {@link #start}: it would go to standard error unmasked, including passwords
     * in URLs. Call it first.
     */
    public static void holdBackLibraries() {
        if (System.getProperty(JUL_CONFIG_CLASS) == null && System.getProperty(JUL_CONFIG_FILE) == null) {
            System.setProperty(JUL_CONFIG_CLASS, JulBridge.class.getName());
        }
    }

    public static void start(LogSettings settings, SecretMasker masker) {
        holdBackLibraries();
        if (System.getProperty(LoggerFactory.PROVIDER_PROPERTY_KEY) == null) {
            System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, LogbackProvider.class.getName());
            System.setProperty(SLF4J_VERBOSITY, "WARN");
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(libraryLevel(settings.level()));
        context.getLogger(BASE_PACKAGE).setLevel(levelOf(settings.level()));
        context.getLogger(FLYWAY).setLevel(flywayLevel(settings.level()));
        context.getLogger(KUBECONFIG).setLevel(Level.OFF);
        context.getLogger(KUBERNETES_CONFIG).setLevel(Level.OFF);
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console(context, settings, masker));
        JulBridge.open(context.getLogger("org.postgresql").isDebugEnabled());
    }

    private static ConsoleAppender<ILoggingEvent> console(
            LoggerContext context, LogSettings settings, SecretMasker masker) {
        EncoderBase<ILoggingEvent> lines = switch (settings.format()) {
            case TEXT -> new TextEncoder(isTerminal(), masker);
            case JSON -> new JsonLinesEncoder(masker);
        };
        MaskingEncoder encoder = new MaskingEncoder(lines, masker);
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        if (settings.stream() == LogSettings.Stream.ERROR) {
            appender.setTarget("System.err");
        }
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    /** In Java 25 there is no console without a terminal, unlike in the versions that Error Prone assumes. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Suppresses Flyway's own failure log, which advises to restore backups; the failure is logged afterwards. */
    private static Level flywayLevel(LogSettings.Level level) {
        return switch (level) {
            case ERROR, WARN, INFO -> Level.OFF;
            case DEBUG, TRACE -> Level.DEBUG;
        };
    }

    /** Libraries log warnings only, unless at level debug; never trace, at which HTTP clients log tokens. */
    private static Level libraryLevel(LogSettings.Level level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN, INFO -> Level.WARN;
            case DEBUG, TRACE -> Level.DEBUG;
        };
    }

    private static Level levelOf(LogSettings.Level level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }
}
