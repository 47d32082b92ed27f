package io.initmigrator.fence;

/** The session goes on without the advisory lock that it held: a script released it. Another session may hold it by now. */
public final class LockLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LockLostException() {
        super("this session no longer holds its advisory lock");
    }
}
