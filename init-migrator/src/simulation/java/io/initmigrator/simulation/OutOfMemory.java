package io.initmigrator.simulation;

/** Signals that a process ran out of memory before a call, or while it read the answer. */
final class OutOfMemory extends Error {

    private static final long serialVersionUID = 1L;
}
