package io.initmigrator.schema;

/** Progress of a migration: {@code script} is number {@code number} of {@code total}. */
public record ScriptProgress(int number, int total, String script) {

    /** The same after {@code applied} scripts of earlier attempts. */
    public ScriptProgress after(int applied) {
        return new ScriptProgress(number + applied, total + applied, script);
    }

    @Override
    public String toString() {
        return number + "/" + total + " " + script;
    }
}
