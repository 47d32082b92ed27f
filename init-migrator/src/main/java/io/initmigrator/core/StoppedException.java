package io.initmigrator.core;

/** Somebody wanted this process to end while it led. The message says what that means for the schema, and for the next start. */
public final class StoppedException extends InterruptedException {

    private static final long serialVersionUID = 1L;

    public StoppedException(String consequence) {
        super(consequence);
    }
}
