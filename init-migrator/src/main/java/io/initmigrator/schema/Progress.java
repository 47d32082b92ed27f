package io.initmigrator.schema;

/** Where a migration stands: the {@code number}th of {@code total} scripts is {@code script}. */
public record Progress(int number, int total, String script) {

    @Override
    public String toString() {
        return number + "/" + total + " " + script;
    }
}
