package io.initmigrator.lint;

/**
 * Name of a relation, a type or an index.
 *
 * @param schema empty where it was not given
 */
record Name(String schema, String local) {

    /** The same thing, as far as can be told: a schema that was not given may be any. */
    boolean matches(Name other) {
        return local.equals(other.local) && (schema.isEmpty() || other.schema.isEmpty() || schema.equals(other.schema));
    }

    /** As this, in the same schema, called {@code local}. */
    Name renamed(String newLocal) {
        return new Name(schema, newLocal);
    }

    @Override
    public String toString() {
        return schema.isEmpty() ? local : schema + "." + local;
    }
}
