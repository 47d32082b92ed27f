package io.initmigrator.fence;

/** The database session ended under this process: killed, cut, evicted, or the server went away. Nothing is half-recorded. */
public final class SessionLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SessionLostException(String what, Throwable cause) {
        super(what, cause);
    }
}
