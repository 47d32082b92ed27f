package io.initmigrator.lint.analysis;

import static io.initmigrator.lint.report.LockMode.ACCESS_EXCLUSIVE;
import static io.initmigrator.lint.report.LockMode.EXCLUSIVE;
import static io.initmigrator.lint.report.LockMode.ROW_EXCLUSIVE;
import static io.initmigrator.lint.report.LockMode.SHARE;
import static io.initmigrator.lint.report.LockMode.SHARE_ROW_EXCLUSIVE;
import static io.initmigrator.lint.report.LockMode.SHARE_UPDATE_EXCLUSIVE;

import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The locks that a command takes on relations that are in use, as PostgreSQL takes them (LocksTest compares): on the relations
 * that it names, their partitions, and the other side of foreign keys.
 */
public final class Locks {

    /** Kinds that {@code DROP} locks; types and functions have no such locks. */
    private static final Set<String> LOCKED_KINDS =
            Set.of("TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE", "SEQUENCE");

    private static final Set<String> FUNCTIONS = Set.of("FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE");

    private final KnownSchema schema;
    private final Map<QualifiedName, LockMode> byRelation = new LinkedHashMap<>();
    private final Map<KnownTable, QualifiedName> names = new HashMap<>();

    Locks(KnownSchema schema) {
        this.schema = schema;
    }

    /** The strongest lock on each relation; none on what the scripts under review made, since nobody else uses it yet. */
    public static Map<QualifiedName, LockMode> of(Ddl command, KnownSchema schema) {
        Locks locks = new Locks(schema);
        locks.take(command);
        return locks.byRelation;
    }

    private void take(Ddl command) {
        switch (command) {
            case Ddl.CreateTable create -> create(create);
            case Ddl.AlterTable alter ->
                alter.changes().forEach(change -> new TableLocks(schema, this, alter).take(change.what()));
            case Ddl.CreateIndex create -> createIndex(create);
            case Ddl.DropIndex drop ->
                drop.indexes()
                        .forEach(index -> dropIndex(
                                index,
                                drop.concurrently() ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE,
                                drop.cascade()));
            case Ddl.RenameIndex rename -> ofIndex(rename.index(), SHARE_UPDATE_EXCLUSIVE);
            case Ddl.MoveIndex move -> ofIndex(move.index(), ACCESS_EXCLUSIVE);
            case Ddl.Reindex reindex -> reindex(reindex);
            case Ddl.Drop drop -> drop(drop);
            case Ddl.RefreshView refresh -> add(refresh.view(), refresh.concurrently() ? EXCLUSIVE : ACCESS_EXCLUSIVE);
            case Ddl.RewriteTables rewrite -> addAll(rewrite.tables(), ACCESS_EXCLUSIVE);
            case Ddl.Write write -> addTree(write.table(), ROW_EXCLUSIVE, write.onlyParent());
            case Ddl.Truncate truncate -> truncate(truncate);
            case Ddl.LockTables lock -> lock.tables().forEach(table -> lock(table, lock));
            case Ddl.LockedBy locked -> addAll(locked.relations(), locked.mode());
            case Ddl.CreateTrigger create -> addPartitions(create.table(), SHARE_ROW_EXCLUSIVE, !create.eachRow());
            case Ddl.AlterTrigger alter -> ofTrigger(alter.name(), alter.table());
            case Ddl.DropTrigger drop -> {
                KnownTable table = schema.table(drop.table());
                if (!drop.ifExists() || table == null || !table.lacksTrigger(drop.name())) {
                    ofTrigger(drop.name(), drop.table());
                }
            }
            case Ddl.OwnSequence own -> add(own.sequence(), SHARE_ROW_EXCLUSIVE);
            case Ddl.CreateView create -> replace(create.view());
            case Ddl.ConstrainDomain constrain -> constrain(constrain);
            case Ddl.CreateSchema _ -> {}
            case Ddl.CreateSequence _, Ddl.CreateType _, Ddl.CreateDomain _, Ddl.CreateFunction _ -> {}
            case Ddl.AlterFunction _ -> {}
            case Ddl.RenameType _, Ddl.AddEnumValue _, Ddl.RenameEnumValue _, Ddl.RenameSchema _ -> {}
            case Ddl.DropOwned _, Ddl.SetParameter _, Ddl.ControlTransaction _, Ddl.Other _ -> {}
        }
    }

    private void create(Ddl.CreateTable create) {
        if (create.partition() == null) {
            addAll(create.parents(), SHARE_UPDATE_EXCLUSIVE);
        } else {
            QualifiedName parent = create.partition().of();
            add(parent, ACCESS_EXCLUSIVE);
            KnownTable known = schema.table(parent);
            if (known != null) {
                addPartitions(known.defaultPartition(), ACCESS_EXCLUSIVE);
                known.referenced().forEach(table -> addPartitions(table, SHARE_ROW_EXCLUSIVE));
                known.referencing().forEach(table -> addPartitions(table, SHARE_ROW_EXCLUSIVE));
            }
        }
        references(create.constraints());
        create.columns().stream().map(Column::constraints).forEach(this::references);
    }

    /** Of a view, all that it reads. */
    private void lock(QualifiedName name, Ddl.LockTables lock) {
        addTree(name, lock.mode(), lock.onlyParents());
        KnownTable table = schema.table(name);
        if (table != null) {
            table.allSources().forEach(source -> add(source, lock.mode()));
        }
    }

    private void createIndex(Ddl.CreateIndex create) {
        LockMode mode = create.concurrently() ? SHARE_UPDATE_EXCLUSIVE : SHARE;
        addPartitions(create.index().table(), mode, create.onlyParent());
    }

    private void ofTrigger(String trigger, QualifiedName table) {
        KnownTable known = schema.table(table);
        addPartitions(table, ACCESS_EXCLUSIVE, known != null && !known.isForEachRow(trigger));
    }

    /** With {@code CASCADE} foreign keys to the columns of a unique one go too. */
    private void dropIndex(QualifiedName name, LockMode mode, boolean cascade) {
        KnownIndex index = schema.index(name);
        if (index == null) {
            add(name, mode);
        } else {
            addPartitions(index.table(), mode);
            if (cascade && index.declared().unique()) {
                index.table().referencing(index.declared().keys()).forEach(other -> addPartitions(other, mode));
            }
        }
    }

    private void ofIndex(QualifiedName name, LockMode mode) {
        KnownIndex index = schema.index(name);
        if (index == null || !schema.isNew(index.table())) {
            byRelation.merge(name, mode, LockMode::orStronger);
        }
    }

    /** The table of an index is locked weakly, but no query can be planned while the index is not to be opened. */
    private void reindex(Ddl.Reindex reindex) {
        LockMode mode = reindex.concurrently() ? SHARE_UPDATE_EXCLUSIVE : SHARE;
        if (reindex.what().equals("TABLE")) {
            addPartitions(reindex.name(), mode, false);
            KnownTable table = schema.table(reindex.name());
            if (table != null && !reindex.concurrently()) {
                table.indexes().forEach(index -> ofIndex(index.name(), ACCESS_EXCLUSIVE));
            }
        } else if (reindex.what().equals("INDEX")) {
            KnownIndex index = schema.index(reindex.name());
            if (index != null) {
                addPartitions(index.table(), mode);
            }
            ofIndex(reindex.name(), reindex.concurrently() ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE);
        }
    }

    private void drop(Ddl.Drop drop) {
        if (LOCKED_KINDS.contains(drop.kind())) {
            drop.names().forEach(name -> dropRelation(name, drop));
        } else if (drop.cascade() && FUNCTIONS.contains(drop.kind())) {
            drop.names().forEach(name -> dropCallers(name.local()));
        } else if (drop.cascade()) {
            drop.names().forEach(name -> dropDependents(drop.kind(), name));
        }
    }

    private void dropRelation(QualifiedName name, Ddl.Drop drop) {
        add(name, ACCESS_EXCLUSIVE);
        KnownTable table = schema.table(name);
        if (table != null) {
            drop(table, drop.cascade());
            if (drop.cascade() && table.kind() == KnownTable.Kind.SEQUENCE) {
                dropUsers(table);
            }
        }
    }

    /** The tables whose defaults go with a sequence. */
    private void dropUsers(KnownTable sequence) {
        schema.tables().stream()
                .filter(each -> each.sequences(null).contains(sequence) || each.takesValuesFrom(sequence))
                .forEach(each -> addTree(each, ACCESS_EXCLUSIVE));
    }

    /** With its partitions; a partition is cut from its parent, and the other side of a foreign key loses its triggers. */
    void drop(KnownTable table, boolean cascade) {
        KnownTable parent = table.parent();
        if (table.isPartition() && parent != null) {
            add(parent, ACCESS_EXCLUSIVE);
            add(parent.defaultPartition(), ACCESS_EXCLUSIVE);
        }
        table.tree()
                .filter(each -> each == table || each.isPartition() || cascade)
                .forEach(each -> {
                    add(each, ACCESS_EXCLUSIVE);
                    each.sequences(null).forEach(sequence -> add(sequence, ACCESS_EXCLUSIVE));
                    each.referenced().forEach(other -> addTree(other, ACCESS_EXCLUSIVE));
                    if (cascade) {
                        each.sequences(null).forEach(this::dropUsers);
                        each.referencing().forEach(other -> addTree(other, ACCESS_EXCLUSIVE));
                        each.allReaders().forEach(view -> add(view, ACCESS_EXCLUSIVE));
                    }
                });
    }

    private void dropDependents(String kind, QualifiedName name) {
        for (KnownTable table : schema.tables()) {
            boolean gone = kind.equals("SCHEMA")
                    ? table.name().schema().equals(name.local())
                    : table.columns().stream().anyMatch(column -> dependsOn(column, kind, name));
            if (gone && kind.equals("SCHEMA")) {
                drop(table, true);
            } else if (gone) {
                addTree(table, ACCESS_EXCLUSIVE);
                table.columns(column -> dependsOn(column, kind, name))
                        .forEach(column -> table.allReaders(column).forEach(view -> add(view, ACCESS_EXCLUSIVE)));
            }
        }
        switch (kind) {
            case "TYPE", "DOMAIN" -> schema.functionsOf(name.local()).forEach(this::dropCallers);
            case "EXTENSION" -> Extensions.objectsOf(name.local()).forEach(this::dropCallers);
            default -> {}
        }
    }

    private static boolean dependsOn(KnownColumn column, String kind, QualifiedName name) {
        KnownType declared = column.declared();
        return switch (kind) {
            case "TYPE", "DOMAIN" ->
                (declared != null && declared.isOrIsOver(name))
                        || (column.type().array() && column.type().base().equals(name.local()));
            case "EXTENSION" ->
                declared == null
                        && Extensions.objectsOf(name.local())
                                .contains(column.type().base());
            default -> false;
        };
    }

    /** Adds the locks of the objects that are dropped with a function: defaults, triggers, checks, indexes, views. */
    private void dropCallers(String function) {
        schema.tables().stream().filter(table -> table.calls(function)).forEach(table -> {
            addTree(table, ACCESS_EXCLUSIVE);
            if (table.isView()) {
                table.allReaders().forEach(view -> add(view, ACCESS_EXCLUSIVE));
            }
        });
    }

    private void truncate(Ddl.Truncate truncate) {
        for (QualifiedName name : truncate.tables()) {
            addTree(name, ACCESS_EXCLUSIVE, truncate.onlyParents());
            KnownTable table = schema.table(name);
            if (table != null && truncate.cascade()) {
                table.allReferencing().forEach(other -> addTree(other, ACCESS_EXCLUSIVE));
            }
            if (table != null && truncate.restartIdentity()) {
                table.sequences(null).forEach(sequence -> add(sequence, ACCESS_EXCLUSIVE));
            }
        }
    }

    private void replace(QualifiedName view) {
        if (schema.table(view) != null) {
            add(view, ACCESS_EXCLUSIVE);
        }
    }

    private void constrain(Ddl.ConstrainDomain constrain) {
        for (KnownTable table : schema.tables()) {
            boolean read = table.columns().stream()
                    .map(KnownColumn::declared)
                    .anyMatch(type -> type != null && type.isOrIsOver(constrain.domain()));
            if (read && constrain.reads()) {
                add(table, SHARE);
            }
        }
    }

    void references(Collection<Constraint> constraints) {
        constraints.stream()
                .map(Constraint::references)
                .filter(Objects::nonNull)
                .forEach(table -> addPartitions(table, SHARE_ROW_EXCLUSIVE, false));
    }

    private void addAll(List<QualifiedName> relations, LockMode mode) {
        relations.forEach(relation -> add(relation, mode));
    }

    /** With its partitions and children, unless it is asked for alone. */
    void addTree(QualifiedName relation, LockMode mode, boolean alone) {
        add(relation, mode);
        KnownTable table = schema.table(relation);
        if (table != null && !alone) {
            table.children().forEach(child -> addTree(child, mode));
        }
    }

    /** With its partitions, but without children that merely inherit. */
    void addPartitions(QualifiedName relation, LockMode mode, boolean alone) {
        add(relation, mode);
        KnownTable table = schema.table(relation);
        if (table != null && !alone) {
            addPartitions(table, mode);
        }
    }

    void addPartitions(@Nullable KnownTable table, LockMode mode) {
        if (table != null) {
            table.partitions().forEach(each -> add(each, mode));
        }
    }

    void addTree(KnownTable table, LockMode mode) {
        table.tree().forEach(each -> add(each, mode));
    }

    /** Under the name by which it came first. */
    void add(QualifiedName relation, LockMode mode) {
        KnownTable table = schema.table(relation);
        if (table == null) {
            byRelation.merge(relation, mode, LockMode::orStronger);
        } else if (!schema.isNew(table)) {
            QualifiedName shown = schema.hasSearchPath() ? table.name() : relation;
            byRelation.merge(names.computeIfAbsent(table, key -> shown), mode, LockMode::orStronger);
        }
    }

    void add(@Nullable KnownTable table, LockMode mode) {
        if (table != null && !schema.isNew(table)) {
            byRelation.merge(names.computeIfAbsent(table, KnownTable::name), mode, LockMode::orStronger);
        }
    }
}
