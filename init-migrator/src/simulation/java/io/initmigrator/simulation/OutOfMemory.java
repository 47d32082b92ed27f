package io.initmigrator.simulation;

/** The error that a process meets where a call should have been made, or where its answer should have been read. */
final class OutOfMemory extends Error {

    private static final long serialVersionUID = 1L;
}
