package io.initmigrator.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.Console;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Sets up the log without a configuration file. Call it before the first logger is created; later calls work too, but slf4j and
 * logback will have searched the class path.
 */
public final class Logging {

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
        useProvider(LogbackProvider.class);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        for (LoggerLevel each : LoggerLevel.of(settings.level())) {
            context.getLogger(each.logger()).setLevel(each.level());
        }
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console(context, settings, masker));
        JulBridge.open(context.getLogger("org.postgresql").isDebugEnabled());
    }

    /** Names slf4j's provider unless somebody has; slf4j then neither searches for one nor prints which it takes. */
    static void useProvider(Class<? extends SLF4JServiceProvider> provider) {
        if (System.getProperty(LoggerFactory.PROVIDER_PROPERTY_KEY) == null) {
            System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, provider.getName());
            System.setProperty(SLF4J_VERBOSITY, "WARN");
        }
    }

    private static ConsoleAppender<ILoggingEvent> console(
            LoggerContext context, LogSettings settings, SecretMasker masker) {
        MaskingEncoder encoder = encoder(settings, masker);
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

    /** The encoder of each line of the log; needs no context. */
    static MaskingEncoder encoder(LogSettings settings, SecretMasker masker) {
        EncoderBase<ILoggingEvent> lines = switch (settings.format()) {
            case TEXT -> new TextEncoder(isTerminal(), masker);
            case JSON -> new JsonLinesEncoder(masker);
        };
        return new MaskingEncoder(lines, masker);
    }

    /** In Java 25 there is no console without a terminal, unlike in the versions that Error Prone assumes. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
