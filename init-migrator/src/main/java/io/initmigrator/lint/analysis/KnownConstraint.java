package io.initmigrator.lint.analysis;

import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.sql.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A constraint of a table as the scripts have left it. */
public final class KnownConstraint {

    private final Constraint.Kind kind;
    private final List<String> columns;
    private final Set<String> notNull;
    private final @Nullable KnownTable referenced;
    private final List<String> referencedColumns;
    private boolean validated;

    /** @param referenced the table that a foreign key refers to */
    KnownConstraint(Constraint declared, List<String> columns, @Nullable KnownTable referenced) {
        this.kind = declared.kind();
        this.columns = new ArrayList<>(columns);
        this.notNull = new LinkedHashSet<>(declared.notNull());
        this.referenced = referenced;
        this.referencedColumns = new ArrayList<>(declared.referencedColumns());
        this.validated = declared.validated();
    }

    /** The declaration of the same for another table. */
    Constraint copy(String name) {
        return new Constraint(
                kind, name, List.copyOf(columns), validated, null, null, List.of(), notNull, new Place(1, 1));
    }

    public Constraint.Kind kind() {
        return kind;
    }

    public List<String> columns() {
        return columns;
    }

    boolean isKeyOrForeignKey() {
        return kind.hasIndex() || kind == Constraint.Kind.FOREIGN_KEY;
    }

    @Nullable
    KnownTable referenced() {
        return referenced;
    }

    /** Returns whether it is a foreign key to {@code key} of {@code table}. */
    boolean refersTo(KnownTable table, KnownConstraint key) {
        return referenced == table
                && (referencedColumns.isEmpty()
                        ? key.kind == Constraint.Kind.PRIMARY_KEY
                        : referencedColumns.size() == key.columns.size() && key.columns.containsAll(referencedColumns));
    }

    /** Returns whether it is a foreign key to {@code keys} of {@code table}, named one by one. */
    boolean refersTo(KnownTable table, List<String> keys) {
        return referenced == table && referencedColumns.size() == keys.size() && keys.containsAll(referencedColumns);
    }

    void renameReferenced(String from, String to) {
        referencedColumns.replaceAll(column -> column.equals(from) ? to : column);
    }

    /** Returns whether it proves that {@code column} holds no null. */
    boolean provesNotNull(String column) {
        return validated && notNull.contains(column);
    }

    /** Returns whether it is known to hold for every row. */
    public boolean isValidated() {
        return validated;
    }

    void validate() {
        validated = true;
    }

    void renameColumn(String from, String to) {
        columns.replaceAll(column -> column.equals(from) ? to : column);
        if (notNull.remove(from)) {
            notNull.add(to);
        }
    }

    public boolean concerns(String column) {
        return columns.contains(column);
    }
}
