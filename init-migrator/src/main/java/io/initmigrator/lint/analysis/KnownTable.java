package io.initmigrator.lint.analysis;

import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table, a view or a sequence as the scripts have left it. */
public final class KnownTable implements NamedObject {

    /** Kind of the relation. */
    public enum Kind {
        TABLE,
        PARTITIONED_TABLE,
        VIEW,
        MATERIALIZED_VIEW,
        SEQUENCE
    }

    private QualifiedName name;
    private final Kind kind;
    private final int script;
    private boolean temporary;
    private boolean uncertain;
    private boolean complete;
    private @Nullable KnownTable parent;
    private boolean isDefault;
    private boolean isPartition;
    private @Nullable KnownTable defaultPartition;
    private Set<String> partitionKey = Set.of();
    private @Nullable TableSize size;
    private final Map<String, KnownColumn> columns = new LinkedHashMap<>();
    private final Map<String, KnownConstraint> constraints = new LinkedHashMap<>();
    private final List<KnownIndex> indexes = new ArrayList<>();
    private final Set<KnownTable> children = new LinkedHashSet<>();
    private final Set<KnownTable> referencing = new LinkedHashSet<>();

    /** @param script the number of the script that created it; 0 if it was there before all that are known */
    KnownTable(QualifiedName name, Kind kind, int script) {
        this.name = name;
        this.kind = kind;
        this.script = script;
    }

    @Override
    public QualifiedName name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    int script() {
        return script;
    }

    public boolean isPartitioned() {
        return kind == Kind.PARTITIONED_TABLE;
    }

    public boolean isPartition() {
        return isPartition;
    }

    /** Returns whether it is the partition for the rows that no other one takes. */
    public boolean isDefault() {
        return isDefault;
    }

    /** Returns whether only one session sees it. */
    public boolean isTemporary() {
        return temporary;
    }

    /** Returns whether it may have been there before, under {@code CREATE TABLE IF NOT EXISTS}. */
    boolean isUncertain() {
        return uncertain;
    }

    /** Returns whether every column is known. */
    public boolean isComplete() {
        return complete;
    }

    public @Nullable KnownColumn column(String column) {
        return columns.get(column);
    }

    public Collection<KnownColumn> columns() {
        return columns.values();
    }

    /** The names of its columns, in order. */
    public List<String> columnNames() {
        return List.copyOf(columns.keySet());
    }

    public @Nullable KnownConstraint constraint(String constraint) {
        return constraints.get(constraint);
    }

    public Collection<KnownConstraint> constraints() {
        return constraints.values();
    }

    public List<KnownIndex> indexes() {
        return indexes;
    }

    /** Its partitions, or the tables that inherit from it. */
    public Set<KnownTable> children() {
        return children;
    }

    /** Itself, its children and theirs. */
    public Stream<KnownTable> tree() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(KnownTable::tree));
    }

    /** The columns that say which partition a row belongs to. */
    public List<String> partitionKey() {
        return partitionKey.stream().filter(columns::containsKey).toList();
    }

    /** The table that it is a partition or a child of. */
    public @Nullable KnownTable parent() {
        return parent;
    }

    /** The partition for the rows that no other one takes. */
    public @Nullable KnownTable defaultPartition() {
        return defaultPartition;
    }

    /** The tables with a foreign key to it. */
    public Set<KnownTable> referencing() {
        return referencing;
    }

    /** The tables that its foreign keys refer to. */
    public List<KnownTable> referenced() {
        return constraints.values().stream()
                .map(KnownConstraint::referenced)
                .filter(table -> table != null)
                .distinct()
                .toList();
    }

    /** Returns whether a validated check or NOT NULL says that {@code column} holds no null, so that no row has to be read. */
    public boolean holdsNoNull(String column) {
        KnownColumn known = columns.get(column);
        return (known != null && known.isNotNull())
                || constraints.values().stream().anyMatch(each -> each.provesNotNull(column));
    }

    /** Returns whether rows with one value of {@code column} are few: it is a key alone. */
    public boolean isKey(String column) {
        boolean constrained = constraints.values().stream()
                .anyMatch(each -> (each.kind() == Constraint.Kind.PRIMARY_KEY || each.kind() == Constraint.Kind.UNIQUE)
                        && each.columns().equals(List.of(column)));
        return constrained
                || indexes.stream()
                        .map(KnownIndex::declared)
                        .anyMatch(index -> index.unique() && index.keys().equals(List.of(column)));
    }

    void rename(QualifiedName to) {
        name = to;
    }

    /** Null if it is not known. */
    public @Nullable TableSize size() {
        return size;
    }

    void size(TableSize value) {
        size = value;
    }

    void partitionKey(Set<String> words) {
        partitionKey = words;
    }

    void temporary(boolean value) {
        temporary = value;
    }

    void uncertain(boolean value) {
        uncertain = value;
    }

    void complete() {
        complete = true;
    }

    void put(String column, KnownColumn known) {
        columns.put(column, known);
    }

    void putIfAbsent(String column, KnownColumn known) {
        columns.putIfAbsent(column, known);
    }

    void drop(String column) {
        columns.remove(column);
        constraints.values().removeIf(each -> {
            boolean gone = each.concerns(column);
            if (gone) {
                unlink(each);
            }
            return gone;
        });
        indexes.removeIf(index -> index.declared().columns().contains(column));
    }

    void renameColumn(String from, String to) {
        KnownColumn known = columns.remove(from);
        if (known != null) {
            columns.put(to, known);
        }
        constraints.values().forEach(each -> each.renameColumn(from, to));
        indexes.forEach(each -> each.renameColumn(from, to));
    }

    void put(String constraint, KnownConstraint known) {
        constraints.put(constraint, known);
        KnownTable referenced = known.referenced();
        if (referenced != null) {
            referenced.referencing.add(this);
        }
    }

    void dropConstraint(String constraint) {
        KnownConstraint known = constraints.remove(constraint);
        if (known != null) {
            unlink(known);
        }
    }

    void renameConstraint(String from, String to) {
        KnownConstraint known = constraints.remove(from);
        if (known != null) {
            constraints.put(to, known);
        }
    }

    /** Does nothing if the child is this table or one above it, which PostgreSQL refuses. */
    void attach(KnownTable child, boolean asPartition, boolean asDefault) {
        if (child.tree().anyMatch(each -> each == this)) {
            return;
        }
        children.add(child);
        child.parent = this;
        child.isPartition = asPartition;
        child.isDefault = asDefault;
        defaultPartition = asDefault ? child : defaultPartition;
    }

    void detach(KnownTable child) {
        children.remove(child);
        defaultPartition = child == defaultPartition ? null : defaultPartition;
        child.parent = null;
        child.isPartition = false;
        child.isDefault = false;
    }

    /** Forgets what other tables know of it. */
    void unlinkAll() {
        referenced().forEach(table -> table.referencing.remove(this));
        referencing.forEach(table -> table.constraints.values().removeIf(each -> each.referenced() == this));
        if (parent != null) {
            parent.detach(this);
        }
    }

    private void unlink(KnownConstraint constraint) {
        KnownTable referenced = constraint.referenced();
        boolean last = constraints.values().stream()
                        .filter(each -> each.referenced() == referenced)
                        .count()
                <= 1;
        if (referenced != null && last) {
            referenced.referencing.remove(this);
        }
    }
}
