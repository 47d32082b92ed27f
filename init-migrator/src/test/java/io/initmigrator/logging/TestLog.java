package io.initmigrator.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/** The log of the tests. */
final class TestLog {

    private TestLog() {}

    /** Configures it as it was before a test called {@link Logging#start}. */
    static void restore() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(Objects.requireNonNull(TestLog.class.getResource("/logback-test.xml")));
        } catch (JoranException e) {
            throw new IllegalStateException(e);
        }
    }
}
