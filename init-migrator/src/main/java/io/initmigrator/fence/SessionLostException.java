package io.initmigrator.fence;

/** The database session was lost: terminated, aborted, or the server went away. No migration is partially recorded. */
public final class SessionLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SessionLostException(String what, Throwable cause) {
        super(what, cause);
    }
}
