package io.initmigrator.migration;

/** Told before each script runs; what it throws keeps the script from running. */
@FunctionalInterface
public interface ScriptListener {

    /** Called before a script's first statement. */
    void starting(ScriptStart script);
}
