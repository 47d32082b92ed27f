package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.QualifiedName;
import java.util.List;

/**
 * A column as it is declared.
 *
 * @param value what a row gets that does not name it
 */
public record Column(String name, ColumnType type, boolean notNull, Value value, List<Constraint> constraints) {

    /** The value of a column in rows that do not name it. */
    public sealed interface Value {

        /** Returns whether it is something other than null. */
        default boolean isGiven() {
            return !(this instanceof None || this instanceof Null);
        }

        /** No default. */
        record None() implements Value {}

        /** {@code DEFAULT NULL}, written out. */
        record Null() implements Value {}

        /**
         * A default that calls {@code functions}.
         *
         * @param sequences that it takes the next value of
         */
        record Default(List<QualifiedName> functions, List<QualifiedName> sequences) implements Value {}

        /** {@code GENERATED ALWAYS AS (…)}, an expression that calls {@code functions}. */
        record Generated(boolean stored, List<QualifiedName> functions) implements Value {}

        /** An identity or a serial column, whose values come from a sequence. */
        record Sequence(String what) implements Value {}
    }

    public boolean has(Constraint.Kind kind) {
        return constraints.stream().anyMatch(constraint -> constraint.kind() == kind);
    }

    /** Returns whether a row gets a value other than null without naming the column. */
    public boolean hasValue() {
        return value.isGiven();
    }
}
