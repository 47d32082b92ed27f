package io.initmigrator.command.rehearsal;

/**
 * A table, view or index that existed before the script.
 *
 * @param visible whether its bare name means it in the search path of the session
 */
public record MeasuredRelation(String schema, String name, boolean visible) {

    /** Returns whether a name in the plan, which may begin with a placeholder, means this relation. */
    boolean isCalled(String planned) {
        return planned.equals(schema + "." + name)
                || (visible && planned.equals(name))
                || (planned.startsWith("${") && planned.endsWith("." + name));
    }

    /** The bare name if it is visible. */
    @Override
    public String toString() {
        return visible ? name : schema + "." + name;
    }
}
