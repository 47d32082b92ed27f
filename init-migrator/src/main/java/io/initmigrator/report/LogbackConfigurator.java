package io.initmigrator.report;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Keeps logback from looking for configuration files, once {@link Logging} has taken over. Found by logback as a service, so
 * it must be public. In tests that do not start the log, logback's own search goes on.
 */
public final class LogbackConfigurator extends ContextAwareBase implements Configurator {

    private static volatile boolean takenOver;

    static void takeOver() {
        takenOver = true;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        return takenOver ? ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY : ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
}
