package io.initmigrator.simulation;

/** Unwinds a strand of a container that is no more; what its finally blocks try has no effect. */
final class Killed extends Error {

    private static final long serialVersionUID = 1L;

    Killed() {
        super("killed", null, false, false);
    }
}
