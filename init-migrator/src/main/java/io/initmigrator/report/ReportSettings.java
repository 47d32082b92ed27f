package io.initmigrator.report;

import java.nio.file.Path;

/**
 * How it is told what happens.
 *
 * @param terminationLog the file that Kubernetes shows after a failure
 */
public record ReportSettings(Format format, Level level, Path terminationLog) {

    /** Text at level info, and Kubernetes' usual file. */
    public static final ReportSettings DEFAULT =
            new ReportSettings(Format.TEXT, Level.INFO, Path.of("/dev/termination-log"));

    /** {@code MIGRATOR_LOG_FORMAT}. */
    public enum Format {
        TEXT,
        JSON
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
