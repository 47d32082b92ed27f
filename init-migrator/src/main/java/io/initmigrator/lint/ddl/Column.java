package io.initmigrator.lint.ddl;

import java.util.List;

/**
 * A column as it is declared.
 *
 * @param value what existing rows get
 */
public record Column(String name, ColumnType type, boolean notNull, Value value, List<Constraint> constraints) {

    /** What the rows that are there already get in a new column. */
    public sealed interface Value {

        /** Null. */
        record Missing() implements Value {}

        /** One value for all, kept once in the catalogue. */
        record Shared() implements Value {}

        /** A value for each, so that each row is written. */
        record PerRow(String cause) implements Value {}
    }

    public boolean has(Constraint.Kind kind) {
        return constraints.stream().anyMatch(constraint -> constraint.kind() == kind);
    }
}
