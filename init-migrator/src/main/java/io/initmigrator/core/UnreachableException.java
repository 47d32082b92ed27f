package io.initmigrator.core;

import io.initmigrator.schema.Problem;

/**
 * PostgreSQL or the Kubernetes API did not respond in time, or denied access permanently. The message names the cause, the
 * address and a fix.
 */
public final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreachableException(Problem problem) {
        super(problem.toString());
    }

    public UnreachableException(Problem problem, Throwable cause) {
        super(problem.toString(), cause);
    }

    public UnreachableException(String what, Throwable cause) {
        super(what, cause);
    }

    public UnreachableException(String what) {
        super(what);
    }
}
