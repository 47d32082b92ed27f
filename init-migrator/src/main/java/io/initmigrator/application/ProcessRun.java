package io.initmigrator.application;

/** All that a process does. */
@FunctionalInterface
public interface ProcessRun {

    /** Runs, reports every failure, and returns how the process is to end. Never throws. */
    ExitStatus end();
}
