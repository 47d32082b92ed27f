package io.initmigrator.core;

/**
 * PostgreSQL or the Kubernetes API did not respond in time, or denied access permanently. The message names the cause, the
 * address and a fix.
 */
public final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreachableException(String what, Throwable cause) {
        super(what, cause);
    }

    public UnreachableException(String what) {
        super(what);
    }
}
