package io.initmigrator.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of {@link Logging}, line for line, without logback's loggers and appenders. Prints nothing before {@link #release}.
 * Thread-safe.
 */
public final class HeldBackLog implements ILoggerFactory {

    private final List<byte[]> lines = new ArrayList<>();
    private List<LoggerLevel> levels = List.of();
    private @Nullable MaskingEncoder encoder;
    private @Nullable PrintStream output;
    private boolean released;

    /** Created by its provider. */
    HeldBackLog() {}

    /** Makes it the log of this process. Call it before the first logger is created. */
    public static HeldBackLog start(LogSettings settings, SecretMasker masker) {
        Logging.holdBackLibraries();
        Logging.useProvider(HeldBackLogProvider.class);
        HeldBackLog log = (HeldBackLog) LoggerFactory.getILoggerFactory();
        log.configure(settings, masker);
        bridgeLibraries();
        return log;
    }

    synchronized void configure(LogSettings settings, SecretMasker masker) {
        levels = LoggerLevel.of(settings.level());
        output = settings.stream() == LogSettings.Stream.ERROR ? System.err : System.out;
        encoder = Logging.encoder(settings, masker);
        encoder.start();
    }

    /** In a native image the handlers were made when it was built, and no property changes them. */
    private static void bridgeLibraries() {
        java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new JulBridge());
        JulBridge.open(false);
    }

    @Override
    public Logger getLogger(String name) {
        return new HeldBackLogger(name, this);
    }

    /** Returns whether a line of this level is part of the log. */
    synchronized boolean includes(String logger, Level level) {
        LoggerLevel nearest = null;
        for (LoggerLevel each : levels) {
            if (each.includes(logger) && (nearest == null || nearest.includes(each.logger()))) {
                nearest = each;
            }
        }
        return nearest != null && level.isGreaterOrEqual(nearest.level());
    }

    synchronized void add(ILoggingEvent event) {
        if (encoder != null) {
            lines.add(encoder.encode(event));
        }
        if (released) {
            print();
        }
    }

    /** Prints the lines held back so far, and from now on each at once. */
    public synchronized void release() {
        released = true;
        print();
    }

    private void print() {
        if (output != null) {
            lines.forEach(output::writeBytes);
            output.flush();
        }
        lines.clear();
    }
}
