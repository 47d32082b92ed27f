package io.initmigrator.lint.analysis;

import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.ColumnType;
import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the scripts so far tell of a table or a view. */
public final class KnownTable {

    private final QualifiedName name;
    private final boolean isNew;
    private final boolean partitioned;
    private final Map<String, ColumnType> types = new HashMap<>();
    private final Set<String> newColumns = new HashSet<>();
    private final Map<String, Set<String>> notNullByConstraint = new HashMap<>();
    private final Set<String> holdingNoNull = new HashSet<>();

    /** @param isNew whether a pending script creates it, so that nobody uses it yet */
    KnownTable(QualifiedName name, boolean isNew, boolean partitioned) {
        this.name = name;
        this.isNew = isNew;
        this.partitioned = partitioned;
    }

    public QualifiedName name() {
        return name;
    }

    public boolean isNew() {
        return isNew;
    }

    public boolean isPartitioned() {
        return partitioned;
    }

    public KnownTable renamed(QualifiedName newName) {
        KnownTable copy = new KnownTable(newName, isNew, partitioned);
        copy.types.putAll(types);
        copy.newColumns.addAll(newColumns);
        copy.notNullByConstraint.putAll(notNullByConstraint);
        copy.holdingNoNull.addAll(holdingNoNull);
        return copy;
    }

    @Nullable
    public ColumnType typeOf(String column) {
        return types.get(column);
    }

    public boolean isNewColumn(String column) {
        return newColumns.contains(column);
    }

    /** Whether a validated check says that {@code column} holds no null, so that SET NOT NULL need not look. */
    public boolean holdsNoNull(String column) {
        return holdingNoNull.contains(column);
    }

    public void learn(TableChange change, boolean pending) {
        switch (change) {
            case TableChange.AddColumn add -> add(add.column(), pending);
            case TableChange.DropColumn drop -> forget(drop.column());
            case TableChange.ChangeType type -> types.put(type.column(), type.type());
            case TableChange.RenameColumn rename -> rename(rename.from(), rename.to());
            case TableChange.AddConstraint add -> add(add.constraint());
            case TableChange.ValidateConstraint validate ->
                holdingNoNull.addAll(notNullByConstraint.getOrDefault(validate.constraint(), Set.of()));
            default -> {}
        }
    }

    public void add(Column column, boolean pending) {
        if (types.putIfAbsent(column.name(), column.type()) == null && pending) {
            newColumns.add(column.name());
        }
    }

    private void add(Constraint constraint) {
        if (constraint.notValid()) {
            notNullByConstraint.put(constraint.name(), constraint.notNull());
        } else {
            holdingNoNull.addAll(constraint.notNull());
        }
    }

    private void forget(String column) {
        types.remove(column);
        newColumns.remove(column);
        holdingNoNull.remove(column);
    }

    private void rename(String from, String to) {
        ColumnType type = types.get(from);
        boolean wasNew = newColumns.contains(from);
        forget(from);
        if (type != null) {
            types.put(to, type);
        }
        if (wasNew) {
            newColumns.add(to);
        }
    }
}
