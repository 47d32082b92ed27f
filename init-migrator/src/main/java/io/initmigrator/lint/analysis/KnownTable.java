package io.initmigrator.lint.analysis;

import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
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

    /**
     * A trigger.
     *
     * @param events such as {@code INSERT}
     * @param eachRow whether partitions have it too
     */
    record KnownTrigger(String function, Set<String> events, boolean eachRow) {}

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
    private final Set<KnownTable> sources = new LinkedHashSet<>();
    private final Set<KnownTable> readers = new LinkedHashSet<>();
    private final Map<String, KnownTrigger> triggers = new LinkedHashMap<>();
    /** The sequences that are dropped with a column. */
    private final Map<KnownTable, String> sequences = new LinkedHashMap<>();

    private @Nullable KnownTable sequenceOwner;
    private Set<String> words = Set.of();

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

    boolean isView() {
        return kind == Kind.VIEW || kind == Kind.MATERIALIZED_VIEW;
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

    /** The names of columns of which {@code condition} holds. */
    List<String> columns(Predicate<KnownColumn> condition) {
        return columns.entrySet().stream()
                .filter(column -> condition.test(column.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The names of its columns, in order. */
    public List<String> columnNames() {
        return List.copyOf(columns.keySet());
    }

    public @Nullable KnownConstraint constraint(String constraint) {
        return constraints.get(constraint);
    }

    List<String> constraintNames() {
        return List.copyOf(constraints.keySet());
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
        return closure(KnownTable::children).stream();
    }

    /** Itself, its partitions and theirs, without children that merely inherit. */
    Stream<KnownTable> partitions() {
        return closure(
                table -> table.children.stream().filter(KnownTable::isPartition).toList())
                .stream();
    }

    /** Returns whether the default of a column names {@code sequence}. */
    boolean takesValuesFrom(KnownTable sequence) {
        return columns.values().stream().anyMatch(column -> column.takesValuesFrom(sequence.name()));
    }

    /** The sequences that are dropped with {@code column}, or with any column if it is null. */
    List<KnownTable> sequences(@Nullable String column) {
        return sequences.entrySet().stream()
                .filter(each -> column == null || each.getValue().equals(column))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What a view reads, and what that reads; without itself. */
    Set<KnownTable> allSources() {
        Set<KnownTable> found = closure(table -> table.sources);
        found.remove(this);
        return found;
    }

    /** The views that read it, and those that read them. */
    Set<KnownTable> allReaders() {
        return closure(table -> table.readers);
    }

    /** The views that read {@code column} of it, and those that read them. */
    Set<KnownTable> allReaders(String column) {
        Set<KnownTable> found = new LinkedHashSet<>();
        readers.stream().filter(view -> view.words.contains(column)).forEach(view -> found.addAll(view.allReaders()));
        return found;
    }

    /** Tables with a foreign key to it, and those with one to them. */
    Set<KnownTable> allReferencing() {
        return closure(table -> table.referencing);
    }

    /** Itself and whatever {@code step} leads to; without recursion, since a chain may be long. */
    private Set<KnownTable> closure(Function<KnownTable, Collection<KnownTable>> step) {
        Set<KnownTable> found = new LinkedHashSet<>();
        Deque<KnownTable> left = new ArrayDeque<>(List.of(this));
        while (!left.isEmpty()) {
            KnownTable table = left.pop();
            if (found.add(table)) {
                List.copyOf(step.apply(table)).reversed().forEach(left::push);
            }
        }
        return found;
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

    /** The tables with a foreign key to {@code key}, one of its own. */
    List<KnownTable> referencing(KnownConstraint key) {
        return referencing.stream()
                .filter(table -> table.constraints.values().stream().anyMatch(each -> each.refersTo(this, key)))
                .toList();
    }

    /** The tables with a foreign key to {@code columns}. */
    List<KnownTable> referencing(List<String> columns) {
        return referencing.stream()
                .filter(table -> table.constraints.values().stream().anyMatch(each -> each.refersTo(this, columns)))
                .toList();
    }

    /** Returns whether a trigger, a default, a check or an index of it uses a function or an operator class, or a view does. */
    boolean calls(String function) {
        return triggers.values().stream().anyMatch(each -> each.function().equals(function))
                || words.contains(function)
                || columns.values().stream().anyMatch(column -> column.calls(function))
                || constraints.values().stream()
                        .anyMatch(each -> each.kind() == Constraint.Kind.CHECK && each.concerns(function))
                || (!columns.containsKey(function)
                        && indexes.stream()
                                .anyMatch(index -> index.declared().columns().contains(function)));
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

    /** With its partitions; null if it is not known. */
    public @Nullable TableSize size() {
        return isPartitioned()
                ? tree().filter(each -> !each.isPartitioned())
                        .map(each -> each.size)
                        .flatMap(Stream::ofNullable)
                        .reduce(TableSize::plus)
                        .orElse(size)
                : size;
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
        sequences.replaceAll((sequence, column) -> column.equals(from) ? to : column);
        constraints.values().forEach(each -> each.renameColumn(from, to));
        for (KnownTable table : referencing) {
            table.constraints.values().stream()
                    .filter(each -> each.referenced() == this)
                    .forEach(each -> each.renameReferenced(from, to));
        }
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

    /** Makes a view read these tables and views alone. */
    void read(Collection<KnownTable> relations, Set<String> names) {
        sources.forEach(source -> source.readers.remove(this));
        sources.clear();
        relations.stream().filter(each -> each != this).forEach(source -> {
            sources.add(source);
            source.readers.add(this);
        });
        words = Set.copyOf(names);
    }

    void put(String trigger, KnownTrigger known) {
        triggers.put(trigger, known);
    }

    void dropTrigger(String trigger) {
        triggers.remove(trigger);
    }

    void renameTrigger(String from, String to) {
        KnownTrigger known = triggers.remove(from);
        if (known != null) {
            triggers.put(to, known);
        }
    }

    /** The functions of its triggers that a write such as {@code INSERT} fires. */
    public List<String> functionsFiredBy(String write) {
        String event = write.equals("COPY") ? "INSERT" : write;
        return triggers.values().stream()
                .filter(trigger -> event.equals("MERGE") || trigger.events().contains(event))
                .map(KnownTrigger::function)
                .distinct()
                .toList();
    }

    /** Returns whether there certainly is no trigger of that name. */
    boolean lacksTrigger(String trigger) {
        return complete && script > 0 && !triggers.containsKey(trigger);
    }

    /** Returns whether partitions have the trigger too; taken for granted of one that is not known. */
    boolean isForEachRow(String trigger) {
        KnownTrigger known = triggers.get(trigger);
        return known == null || known.eachRow();
    }

    /** Makes a sequence belong to a column; null for none. */
    void ownBy(@Nullable KnownTable owner, String column) {
        if (sequenceOwner != null) {
            sequenceOwner.sequences.remove(this);
        }
        sequenceOwner = owner;
        if (owner != null) {
            owner.sequences.put(this, column);
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
        read(List.of(), Set.of());
        readers.forEach(view -> view.sources.remove(this));
        if (parent != null) {
            parent.detach(this);
        }
        ownBy(null, "");
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
