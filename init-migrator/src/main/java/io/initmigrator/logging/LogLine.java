package io.initmigrator.logging;

import java.time.Duration;
import org.slf4j.spi.LoggingEventBuilder;

/** Builder of a log line. */
record LogLine(LoggingEventBuilder builder) {

    LogLine with(String key, Object value) {
        return new LogLine(builder.addKeyValue(key, value instanceof Duration duration ? show(duration) : value));
    }

    /** Adds the fact unless its value is empty. */
    LogLine withIfPresent(String key, Object value) {
        return value.toString().isEmpty() ? this : with(key, value);
    }

    void log() {
        builder.log();
    }

    /** Formats seconds with a readable precision. */
    private static String show(Duration duration) {
        long millis = duration.toMillis();
        return millis < 10_000
                ? millis / 1000 + "." + Long.toString(1000 + millis % 1000).substring(1) + "s"
                : millis / 1000 + "s";
    }
}
