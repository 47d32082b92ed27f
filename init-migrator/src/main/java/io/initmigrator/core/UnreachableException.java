package io.initmigrator.core;

/** PostgreSQL or the Kubernetes API did not answer in time, or refused for good. The message says what, where and what to do. */
public final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreachableException(String what, Throwable cause) {
        super(what, cause);
    }

    public UnreachableException(String what) {
        super(what);
    }
}
