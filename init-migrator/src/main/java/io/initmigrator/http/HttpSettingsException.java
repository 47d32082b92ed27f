package io.initmigrator.http;

import java.nio.file.Path;

/** A port or page cannot be used. */
public final class HttpSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private HttpSettingsException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The port is most likely used by another process of the pod. */
    static HttpSettingsException ofPort(int port, Throwable cause) {
        return new HttpSettingsException(
                "cannot listen on port " + port + " (" + cause.getMessage()
                        + "); set MIGRATOR_HTTP_PORT or MIGRATOR_HEALTH_PORT to a port that nothing else in this pod uses",
                cause);
    }

    static HttpSettingsException ofPage(Path file, Throwable cause) {
        return new HttpSettingsException(
                "cannot read the page " + file + " as UTF-8 (" + cause
                        + "); mount it, or unset MIGRATOR_MAINTENANCE_PAGE to use the built-in page",
                cause);
    }
}
