package io.initmigrator.schema;

/** Where a migration stands: the {@code number}th of {@code total} scripts is {@code script}. */
public record ScriptProgress(int number, int total, String script) {

    /** The same where {@code applied} scripts of one run went before. */
    public ScriptProgress after(int applied) {
        return new ScriptProgress(number + applied, total + applied, script);
    }

    @Override
    public String toString() {
        return number + "/" + total + " " + script;
    }
}
