package io.initmigrator.migration;

/** Called before each script; an exception prevents the script from running. */
@FunctionalInterface
public interface ScriptListener {

    /** Called before a script's first statement. */
    void starting(ScriptStart script);
}
