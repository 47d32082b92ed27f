package io.initmigrator.logging;

import ch.qos.logback.classic.Level;
import java.util.List;
import org.slf4j.Logger;

/**
 * Level of a logger and of those below it that have none of their own.
 *
 * @param logger name
 */
record LoggerLevel(String logger, Level level) {

    private static final String BASE_PACKAGE = "io.initmigrator";
    private static final String FLYWAY = "org.flywaydb";

    /** Logs the output of a credential plugin, which is a secret. */
    private static final String KUBECONFIG = "io.fabric8.kubernetes.client.internal.KubeConfigUtils";

    /** Logs a kubeconfig that cannot be parsed, including its tokens. */
    private static final String KUBERNETES_CONFIG = "io.fabric8.kubernetes.client.Config";

    /** The levels of {@code MIGRATOR_LOG_LEVEL}; that of the root first. */
    static List<LoggerLevel> of(LogSettings.Level level) {
        return List.of(
                new LoggerLevel(Logger.ROOT_LOGGER_NAME, libraryLevel(level)),
                new LoggerLevel(BASE_PACKAGE, levelOf(level)),
                new LoggerLevel(FLYWAY, flywayLevel(level)),
                new LoggerLevel(KUBECONFIG, Level.OFF),
                new LoggerLevel(KUBERNETES_CONFIG, Level.OFF));
    }

    /** Returns whether this logger is {@code name} or above it. */
    boolean includes(String name) {
        return logger.equals(Logger.ROOT_LOGGER_NAME) || name.equals(logger) || name.startsWith(logger + ".");
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
