package io.initmigrator.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.spi.LoggingEventAware;

/** A logger of {@link HeldBackLog}: makes the events that logback's encoders take. */
final class HeldBackLogger extends LegacyAbstractLogger implements LoggingEventAware {

    private static final long serialVersionUID = 1L;

    private final transient HeldBackLog log;

    HeldBackLogger(String name, HeldBackLog log) {
        this.name = name;
        this.log = log;
    }

    @Override
    public boolean isTraceEnabled() {
        return log.includes(name, Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return log.includes(name, Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return log.includes(name, Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return log.includes(name, Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return log.includes(name, Level.ERROR);
    }

    /** From a builder, with facts. */
    @Override
    public void log(org.slf4j.event.LoggingEvent event) {
        add(
                event.getLevel(),
                event.getMessage(),
                event.getArgumentArray(),
                event.getThrowable(),
                event.getKeyValuePairs());
    }

    @Override
    protected void handleNormalizedLoggingCall(
            org.slf4j.event.Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        add(level, message, arguments, thrown, null);
    }

    private void add(
            org.slf4j.event.Level level,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown,
            @Nullable List<KeyValuePair> facts) {
        LoggingEvent event = new LoggingEvent();
        event.setTimeStamp(System.currentTimeMillis());
        event.setThreadName(Thread.currentThread().getName());
        event.setLoggerName(name);
        event.setLevel(Level.convertAnSLF4JLevel(level));
        event.setMessage(message);
        event.setArgumentArray(arguments);
        event.setKeyValuePairs(facts);
        if (thrown != null) {
            event.setThrowableProxy(new ThrowableProxy(thrown));
        }
        log.add(event);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return HeldBackLogger.class.getName();
    }
}
