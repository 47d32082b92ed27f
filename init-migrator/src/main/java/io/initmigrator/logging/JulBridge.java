package io.initmigrator.logging;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/**
 * Forwards {@code java.util.logging}, used by libraries such as the PostgreSQL driver, to the masked log. Created by {@link
 * java.util.logging.LogManager} when the first library requests a logger: therefore public, and free until then.
 */
public final class JulBridge extends Handler {

    private static volatile boolean open;
    private static volatile Level level = Level.WARNING;

    /** Installs this as the only handler. */
    public JulBridge() {
        setFormatter(new SimpleFormatter());
        Logger root = Logger.getLogger("");
        root.setLevel(level);
        root.addHandler(this);
    }

    /** Starts forwarding; earlier records are discarded, because they could not be masked. */
    static void open(boolean inDetail) {
        open = true;
        if (inDetail) {
            level = Level.FINE;
            Logger.getLogger("").setLevel(level);
        }
    }

    @Override
    public void publish(LogRecord entry) {
        if (!open) {
            return;
        }
        String name = entry.getLoggerName() == null ? "" : entry.getLoggerName();
        LoggerFactory.getLogger(name)
                .atLevel(levelOf(entry.getLevel()))
                .setCause(entry.getThrown())
                .log(getFormatter().formatMessage(entry));
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private static org.slf4j.event.Level levelOf(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return org.slf4j.event.Level.ERROR;
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return org.slf4j.event.Level.WARN;
        }
        return level.intValue() >= Level.INFO.intValue() ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.DEBUG;
    }
}
