package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.Place;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A constraint, of a table or behind a column.
 *
 * @param name empty if PostgreSQL is to choose one
 * @param columns of a key or a foreign key; of a check all words in it, after the column that it stands behind
 * @param validated whether the rows that are there already are checked
 * @param index the one that becomes the constraint's, null if a new one is built
 * @param references the table that a foreign key refers to, null for any other kind
 * @param referencedColumns of that table; empty for its primary key
 * @param notNull the columns that it proves to hold no null: of a check such as {@code a IS NOT NULL AND b IS NOT NULL}
 */
public record Constraint(
        Kind kind,
        String name,
        List<String> columns,
        boolean validated,
        @Nullable QualifiedName index,
        @Nullable QualifiedName references,
        List<String> referencedColumns,
        Set<String> notNull,
        Place place) {

    /** As SQL calls it. */
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

        /** Returns whether an index enforces it. */
        public boolean hasIndex() {
            return this == PRIMARY_KEY || this == UNIQUE || this == EXCLUDE;
        }

        @Override
        public String toString() {
            return sql;
        }
    }
}
