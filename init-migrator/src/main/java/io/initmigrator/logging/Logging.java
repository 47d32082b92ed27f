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
 * Sets up the log, without any configuration file. To be called before the first logger is asked for;
 * later it works as well, but slf4j and logback will have searched the whole class path in vain.
 */
public final class Logging {

    private static final String BASE_PACKAGE = "io.initmigrator";
    private static final String FLYWAY = "org.flywaydb";

    /** It quotes what a credential plugin gave, which is a secret. */
    private static final String KUBECONFIG = "io.fabric8.kubernetes.client.internal.KubeConfigUtils";

    /** It quotes a kubeconfig that it cannot parse, with the tokens in it. */
    private static final String KUBERNETES_CONFIG = "io.fabric8.kubernetes.client.Config";

    /** Else slf4j writes which provider it was told to use. */
    private static final String SLF4J_VERBOSITY = "slf4j.internal.verbosity";

    private static final String JUL_CONFIG_CLASS = "java.util.logging.config.class";
    private static final String JUL_CONFIG_FILE = "java.util.logging.config.file";

    private Logging() {}

    /**
     * Withholds what libraries log by {@code java.util.logging} before {@link #start}: it would go to standard error as it is,
     * with all that a URL holds. To be called first of all.
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
            case JSON -> new JsonLinesEncoder();
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

    /** Java 25 has no console where there is no terminal, unlike the versions that Error Prone thinks of. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** It tells at once, with advice to restore backups, what is told in the right words a moment later. */
    private static Level flywayLevel(LogSettings.Level level) {
        return switch (level) {
            case ERROR, WARN, INFO -> Level.OFF;
            case DEBUG, TRACE -> Level.DEBUG;
        };
    }

    /** Libraries say only what is wrong, unless one looks for a fault; never trace, where HTTP clients show tokens. */
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
