package io.initmigrator.core;

/** A leader was stopped by request. The message states the effect on the schema and on the next start. */
public final class StoppedException extends InterruptedException {

    private static final long serialVersionUID = 1L;

    public StoppedException(String consequence) {
        super(consequence);
    }
}
