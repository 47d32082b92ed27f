package io.initmigrator.http;

/** A port could not be listened on, most likely because another process of the pod has it. */
public final class PortException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PortException(int port, Throwable cause) {
        super(
                "port " + port + " cannot be listened on (" + cause.getMessage()
                        + "); set MIGRATOR_HTTP_PORT or MIGRATOR_HEALTH_PORT to one that nothing else in this pod uses",
                cause);
    }
}
