package io.initmigrator.schema;

import java.util.Locale;

/**
 * An object of the database that is not as the last migration left it.
 *
 * @param kind as PostgreSQL calls it, such as {@code table}, {@code column} or {@code function}
 * @param name qualified, and quoted for SQL
 */
public record DriftedObject(Change change, String kind, String name) {

    /** The difference to the last migration. */
    public enum Change {
        ADDED,
        REMOVED,
        CHANGED;

        /** As in reports. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
