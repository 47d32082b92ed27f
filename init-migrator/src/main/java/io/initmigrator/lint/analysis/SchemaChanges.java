package io.initmigrator.lint.analysis;

import io.initmigrator.lint.analysis.KnownTable.Kind;
import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.Index;
import io.initmigrator.lint.sql.Identifiers;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Applies commands to a {@link KnownSchema}, with the names that PostgreSQL chooses where a script does not. */
final class SchemaChanges {

    private final KnownSchema schema;
    private final TableChanges tableChanges;
    /** The last number behind each generated name. */
    private final Map<String, Integer> numbers = new HashMap<>();

    SchemaChanges(KnownSchema schema) {
        this.schema = schema;
        this.tableChanges = new TableChanges(schema, this);
    }

    void apply(Ddl command) {
        switch (command) {
            case Ddl.CreateTable create -> create(create);
            case Ddl.CreateView create -> create(create);
            case Ddl.CreateSequence create ->
                own(put(create.sequence(), Kind.SEQUENCE, create.temporary()), create.owner());
            case Ddl.OwnSequence(QualifiedName sequence, Ddl.OwningColumn owner) -> own(sequence(sequence), owner);
            case Ddl.AlterTable alter -> tableChanges.apply(alter);
            case Ddl.CreateIndex create ->
                add(create.index(), knownOrNew(create.index().table()));
            case Ddl.Drop drop -> drop(drop);
            case Ddl.DropIndex drop -> drop.indexes().forEach(this::dropIndex);
            case Ddl.RenameIndex(QualifiedName index, String to) -> renameIndex(index, to);
            case Ddl.CreateType create -> schema.typesByName().add(KnownType.of(create, schema.script()));
            case Ddl.CreateDomain create -> {
                KnownType base =
                        create.base().array() ? null : schema.type(create.base().base());
                schema.typesByName().add(KnownType.of(create, base, schema.script()));
            }
            case Ddl.RenameType(QualifiedName type, QualifiedName to) -> rename(type, to);
            case Ddl.ConstrainDomain constrain -> {
                KnownType type = schema.type(constrain.domain());
                if (type != null && !constrain.validates()) {
                    type.constrain(constrain.notNull());
                }
            }
            case Ddl.CreateSchema(String name) -> schema.schemas().putIfAbsent(name, schema.script());
            case Ddl.RenameSchema(String from, String to) -> renameSchema(from, to);
            case Ddl.CreateFunction create ->
                schema.volatileFunctions()
                        .computeIfAbsent(create.function().local(), name -> new HashMap<>())
                        .put(create.parameters(), isVolatile(create));
            case Ddl.AlterFunction(QualifiedName function, boolean isVolatile) ->
                schema.volatileFunctions()
                        .getOrDefault(function.local(), Map.of())
                        .replaceAll((parameters, before) -> isVolatile);
            case Ddl.CreateTrigger create ->
                knownOrNew(create.table())
                        .put(
                                create.name(),
                                new KnownTable.KnownTrigger(
                                        create.function().local(), create.events(), create.eachRow()));
            case Ddl.AlterTrigger(String trigger, QualifiedName table, String to) -> {
                if (!to.isEmpty()) {
                    knownOrNew(table).renameTrigger(trigger, to);
                }
            }
            case Ddl.DropTrigger drop -> knownOrNew(drop.table()).dropTrigger(drop.name());
            case Ddl.SetParameter(String name, String value) -> {
                switch (name) {
                    case "timezone" -> schema.utc(TimeZones.isUtc(value));
                    case "search_path" -> schema.searchPath(value);
                    default -> {}
                }
            }
            default -> {}
        }
    }

    /** The table of that name, which was there before all scripts if none of them created it. */
    KnownTable knownOrNew(QualifiedName name) {
        KnownTable known = schema.table(name);
        if (known == null) {
            known = new KnownTable(name, Kind.TABLE, 0);
            schema.tablesByName().add(known);
        }
        return known;
    }

    void add(KnownTable table, Column column) {
        KnownType declared =
                column.type().array() ? null : schema.type(column.type().base());
        KnownColumn known = new KnownColumn(column.type().stored(), declared, schema.script())
                .notNull(column.notNull())
                .value(column.value())
                .stored(column.value() instanceof Column.Value.Generated generated && generated.stored());
        table.putIfAbsent(column.name(), known);
        column.constraints().forEach(constraint -> add(table, constraint));
        if (column.value() instanceof Column.Value.Sequence) {
            String sequence = Identifiers.generated(table.name().local(), column.name(), "seq");
            put(table.name().renamed(sequence), Kind.SEQUENCE, table.isTemporary())
                    .ownBy(table, column.name());
        }
    }

    private boolean isVolatile(Ddl.CreateFunction create) {
        List<QualifiedName> inlined = create.inlined();
        return create.isVolatile() && (inlined == null || inlined.stream().anyMatch(schema::isVolatile));
    }

    private KnownTable sequence(QualifiedName name) {
        KnownTable known = schema.table(name);
        if (known == null) {
            known = new KnownTable(name, Kind.SEQUENCE, 0);
            schema.tablesByName().add(known);
        }
        return known;
    }

    private void own(KnownTable sequence, Ddl.@Nullable OwningColumn owner) {
        if (owner == null) {
            sequence.ownBy(null, "");
        } else {
            sequence.ownBy(knownOrNew(owner.table()), owner.column());
        }
    }

    private void renameSchema(String from, String to) {
        Integer script = schema.schemas().remove(from);
        if (script != null) {
            schema.schemas().put(to, script);
        }
        schema.tables().stream()
                .filter(table -> table.name().schema().equals(from))
                .forEach(
                        table -> table.rename(new QualifiedName(to, table.name().local())));
        schema.typesByName().stream()
                .filter(type -> type.name().schema().equals(from))
                .forEach(type -> type.rename(new QualifiedName(to, type.name().local())));
    }

    void add(KnownTable table, Constraint constraint) {
        KnownIndex existing = constraint.index() == null ? null : schema.index(constraint.index());
        List<String> columns =
                existing == null ? constraint.columns() : existing.declared().keys();
        String name =
                constraint.name().isEmpty() ? unusedName(table, nameOf(table, constraint, columns)) : constraint.name();
        KnownTable referenced = constraint.references() == null ? null : knownOrNew(constraint.references());
        table.put(name, new KnownConstraint(constraint, columns, referenced));
        if (constraint.kind() == Constraint.Kind.PRIMARY_KEY || constraint.kind() == Constraint.Kind.NOT_NULL) {
            Set<String> required = new LinkedHashSet<>(columns);
            required.addAll(constraint.notNull());
            required.forEach(column -> requireValue(table, column, constraint.validated()));
        }
        if (existing != null) {
            existing.rename(name);
        } else if (constraint.kind().hasIndex()) {
            Index index = new Index(name, table.name(), true, columns, Set.copyOf(columns), false);
            add(index, table);
        }
    }

    private static String unusedName(KnownTable table, String chosen) {
        String name = chosen;
        for (int number = 1; table.constraint(name) != null; number++) {
            name = chosen + number;
        }
        return name;
    }

    private static void requireValue(KnownTable table, String column, boolean validated) {
        KnownColumn known = table.column(column);
        if (known != null && validated) {
            known.notNull(true);
        }
    }

    private static String nameOf(KnownTable table, Constraint constraint, List<String> columns) {
        String all = String.join("_", columns);
        return switch (constraint.kind()) {
            case PRIMARY_KEY -> Identifiers.generated(table.name().local(), "", "pkey");
            case UNIQUE -> Identifiers.generated(table.name().local(), all, "key");
            case EXCLUDE -> Identifiers.generated(table.name().local(), all, "excl");
            case FOREIGN_KEY -> Identifiers.generated(table.name().local(), all, "fkey");
            case CHECK -> Identifiers.generated(table.name().local(), checked(table, columns), "check");
            case NOT_NULL ->
                Identifiers.generated(table.name().local(), String.join("_", constraint.notNull()), "not_null");
        };
    }

    /** A check is named for its column if it has only one. */
    private static String checked(KnownTable table, List<String> words) {
        List<String> columns =
                words.stream().filter(word -> table.column(word) != null).toList();
        return columns.size() == 1 ? columns.getFirst() : "";
    }

    private void add(Index index, KnownTable table) {
        String name = index.name();
        if (name.isEmpty()) {
            String columns = String.join("_", index.keys());
            name = unusedName(table.name(), columns);
        }
        if (schema.index(table.name().renamed(name)) == null) {
            KnownIndex known = new KnownIndex(name, table, index);
            schema.indexesByName().add(known);
            table.indexes().add(known);
        }
    }

    /** As PostgreSQL's ChooseRelationName: with a number behind it if it is taken. */
    private String unusedName(QualifiedName table, String columns) {
        String first = Identifiers.generated(table.local(), columns, "idx");
        String name = first;
        int number = numbers.getOrDefault(first, 0);
        while (schema.index(table.renamed(name)) != null) {
            number++;
            name = Identifiers.generated(table.local(), columns, "idx" + number);
        }
        numbers.put(first, number);
        return name;
    }

    private void create(Ddl.CreateTable create) {
        KnownTable before = schema.table(create.table());
        if (before != null && create.ifNotExists() && !create.temporary()) {
            return;
        }
        Kind kind = create.partitionKey().isEmpty() ? Kind.TABLE : Kind.PARTITIONED_TABLE;
        KnownTable table = put(create.table(), kind, create.temporary());
        table.partitionKey(create.partitionKey());
        table.uncertain(create.ifNotExists()
                && !schema.dropped().contains(create.table().local()));
        create.parents().forEach(parent -> inherit(table, knownOrNew(parent), create.partition()));
        create.columns().forEach(column -> add(table, column));
        create.constraints().forEach(constraint -> add(table, constraint));
        boolean copied = create.templates().stream().allMatch(template -> copy(template, table));
        boolean inherited =
                create.parents().stream().map(schema::table).allMatch(parent -> parent != null && parent.isComplete());
        if (create.sources().isEmpty() && copied && inherited) {
            table.complete();
        }
    }

    /** As {@code LIKE} does; returns whether the other table is known. */
    private boolean copy(Ddl.Template template, KnownTable table) {
        KnownTable source = schema.table(template.of());
        if (source == null) {
            return false;
        }
        boolean withValues =
                template.including().stream().anyMatch(Set.of("defaults", "generated", "identity")::contains);
        for (String name : source.columnNames()) {
            KnownColumn column = Objects.requireNonNull(source.column(name)).copy(schema.script());
            if (!withValues) {
                column.value(new Column.Value.None());
            }
            table.putIfAbsent(
                    name,
                    column.stored(column.isStored() && template.including().contains("generated")));
        }
        copyConstraints(template.including(), source, table);
        return source.isComplete();
    }

    private void copyConstraints(Set<String> including, KnownTable source, KnownTable table) {
        for (String name : source.constraintNames()) {
            KnownConstraint constraint = Objects.requireNonNull(source.constraint(name));
            boolean isCheck = constraint.kind() == Constraint.Kind.CHECK;
            boolean isKey = constraint.kind().hasIndex();
            if ((isCheck && including.contains("constraints")) || (isKey && including.contains("indexes"))) {
                add(table, constraint.copy(isCheck ? name : ""));
            }
        }
        if (including.contains("indexes")) {
            source.indexes().stream()
                    .filter(index -> source.constraint(index.name().local()) == null)
                    .map(KnownIndex::declared)
                    .map(index -> new Index(
                            "", table.name(), index.unique(), index.keys(), index.columns(), index.computed()))
                    .toList()
                    .forEach(index -> add(index, table));
        }
    }

    /** A partition has the columns, keys and constraints of its parent. */
    private void inherit(KnownTable table, KnownTable parent, Ddl.@Nullable Partition partition) {
        parent.attach(table, partition != null, partition != null && partition.isDefault());
        for (String name : parent.columnNames()) {
            KnownColumn column = parent.column(name);
            if (column != null) {
                table.putIfAbsent(
                        name,
                        new KnownColumn(column.type(), column.declared(), schema.script())
                                .notNull(column.isNotNull())
                                .hasValue(column.hasValue())
                                .stored(column.isStored()));
            }
        }
    }

    private void create(Ddl.CreateView create) {
        KnownTable known = schema.table(create.view());
        KnownTable view = known == null
                ? put(create.view(), create.materialized() ? Kind.MATERIALIZED_VIEW : Kind.VIEW, create.temporary())
                : known;
        if (known == null || !create.ifNotExists()) {
            view.read(
                    create.sources().stream()
                            .map(schema::table)
                            .flatMap(Stream::ofNullable)
                            .toList(),
                    create.words());
        }
    }

    private KnownTable put(QualifiedName name, Kind kind, boolean temporary) {
        KnownTable table = new KnownTable(temporary ? name : schema.inSearchPath(name), kind, schema.script());
        table.temporary(temporary);
        schema.tablesByName().add(table);
        return table;
    }

    private void drop(Ddl.Drop drop) {
        switch (drop.kind()) {
            case "TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE", "SEQUENCE" ->
                drop.names().forEach(name -> dropTable(name, drop.cascade()));
            case "TYPE", "DOMAIN" ->
                drop.names().forEach(name -> {
                    KnownType type = schema.type(name);
                    if (type != null) {
                        schema.typesByName().remove(type);
                    }
                });
            case "SCHEMA" ->
                drop.names()
                        .forEach(name -> schema.tablesByName()
                                .removeIf(table -> table.name().schema().equals(name.local())));
            default -> {}
        }
    }

    private void dropTable(QualifiedName name, boolean cascade) {
        schema.dropped().add(name.local());
        KnownTable table = schema.table(name);
        if (table != null) {
            List<KnownTable> gone = table.tree()
                    .filter(each -> each == table || each.isPartition() || cascade)
                    .toList();
            gone.forEach(each -> {
                if (cascade) {
                    forget(each.allReaders());
                }
                forget(List.of(each));
            });
        }
    }

    void forget(Collection<KnownTable> gone) {
        for (KnownTable table : gone) {
            schema.dropped().add(table.name().local());
            forget(table.sequences(null));
            table.unlinkAll();
            table.indexes().forEach(schema.indexesByName()::remove);
            schema.tablesByName().remove(table);
        }
    }

    void dropIndex(QualifiedName name) {
        KnownIndex index = schema.index(name);
        if (index != null) {
            schema.indexesByName().remove(index);
            index.table().indexes().remove(index);
        }
    }

    private void renameIndex(QualifiedName name, String to) {
        KnownIndex index = schema.index(name);
        if (index != null) {
            schema.indexesByName().remove(index);
            index.rename(to);
            schema.indexesByName().add(index);
        }
    }

    private void rename(QualifiedName name, QualifiedName to) {
        KnownType type = schema.type(name);
        if (type != null) {
            schema.typesByName().remove(type);
            type.rename(to);
            schema.typesByName().add(type);
        }
    }
}
