package io.initmigrator.lint.sql;

/**
 * Name of a relation, a type or an index.
 *
 * @param schema empty where it was not given
 */
public record QualifiedName(String schema, String local) {

    /** Compares names; a missing schema matches any. */
    public boolean matches(QualifiedName other) {
        return local.equals(other.local) && (schema.isEmpty() || other.schema.isEmpty() || schema.equals(other.schema));
    }

    /** As this, in the same schema, called {@code local}. */
    public QualifiedName renamed(String newLocal) {
        return new QualifiedName(schema, newLocal);
    }

    @Override
    public String toString() {
        return schema.isEmpty() ? local : schema + "." + local;
    }
}
