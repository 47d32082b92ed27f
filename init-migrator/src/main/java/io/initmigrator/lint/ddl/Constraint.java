package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.QualifiedName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A constraint, of a table or behind a column.
 *
 * @param name empty where PostgreSQL is to choose one
 * @param references the table that a foreign key leads to, null for any other kind
 * @param notNull the columns that it proves to hold no null: of a check such as {@code a IS NOT NULL AND b IS NOT NULL}
 */
public record Constraint(
        Kind kind,
        String name,
        boolean notValid,
        boolean usingIndex,
        @Nullable QualifiedName references,
        Set<String> notNull,
        int line) {

    public enum Kind {
        PRIMARY_KEY("PRIMARY KEY"),
        UNIQUE("UNIQUE"),
        EXCLUDE("EXCLUDE"),
        FOREIGN_KEY("FOREIGN KEY"),
        CHECK("CHECK"),
        NOT_NULL("NOT NULL");

        private final String sql;

        Kind(String sql) {
            this.sql = sql;
        }

        @Override
        public String toString() {
            return sql;
        }
    }
}
