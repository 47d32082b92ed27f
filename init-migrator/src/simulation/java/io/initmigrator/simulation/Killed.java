package io.initmigrator.simulation;

/** Ends a thread of a container that was killed; its finally blocks have no effect on the world. */
final class Killed extends Error {

    private static final long serialVersionUID = 1L;

    Killed() {
        super("killed", null, false, false);
    }
}
