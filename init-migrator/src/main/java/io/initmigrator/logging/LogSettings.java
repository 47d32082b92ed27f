package io.initmigrator.logging;

import java.nio.file.Path;

/**
 * Settings of the log and the termination message.
 *
 * @param terminationLog the file that Kubernetes shows after a failure
 * @param stream destination of the log
 */
public record LogSettings(Format format, Level level, Path terminationLog, Stream stream) {

    /** Text at level info on standard output, and Kubernetes' default termination file. */
    public static final LogSettings DEFAULT =
            new LogSettings(Format.TEXT, Level.INFO, Path.of("/dev/termination-log"), Stream.OUTPUT);

    /** {@code MIGRATOR_LOG_FORMAT}. */
    public enum Format {
        TEXT,
        JSON
    }

    /** Standard output or error. */
    public enum Stream {
        OUTPUT,
        ERROR
    }

    /** {@code MIGRATOR_LOG_LEVEL}. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
