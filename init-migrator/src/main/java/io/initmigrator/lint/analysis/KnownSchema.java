package io.initmigrator.lint.analysis;

import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the scripts so far tell of the schema: those that are applied, then those that are pending. */
public final class KnownSchema {

    private final Map<String, List<KnownTable>> tables = new HashMap<>();
    private final Map<String, QualifiedName> tableByIndex = new HashMap<>();
    private final Set<String> newIndexes = new HashSet<>();
    private final List<QualifiedName> newTypes = new ArrayList<>();
    private boolean utc;

    /** Whether the scripts have set the session's time zone to UTC. */
    public boolean isUtc() {
        return utc;
    }

    /** Null where no script told of it. */
    @Nullable
    public KnownTable table(QualifiedName name) {
        return tables.getOrDefault(name.local(), List.of()).stream()
                .filter(table -> table.name().matches(name))
                .findFirst()
                .orElse(null);
    }

    /** Whether a pending script creates this relation, so that nobody uses it yet. */
    public boolean isNew(QualifiedName relation) {
        KnownTable table = table(relation);
        return table != null && table.isNew();
    }

    /** Null where no script told of it. */
    @Nullable
    public QualifiedName tableOf(QualifiedName index) {
        return tableByIndex.get(index.local());
    }

    /** Whether a pending script creates this index, or its table. */
    public boolean isNewIndex(QualifiedName index) {
        QualifiedName table = tableOf(index);
        return newIndexes.contains(index.local()) || (table != null && isNew(table));
    }

    public boolean isNewType(QualifiedName type) {
        return newTypes.stream().anyMatch(type::matches);
    }

    /**
     * Applies what a statement does to the schema.
     *
     * @param pending whether {@code command} is of a pending script
     */
    public void learn(Ddl command, boolean pending) {
        switch (command) {
            case Ddl.CreateTable create -> create(create, pending);
            case Ddl.CreateView create -> put(new KnownTable(create.view(), pending, false));
            case Ddl.AlterTable alter -> alter(alter, pending);
            case Ddl.Drop drop -> drop.names().forEach(this::forget);
            case Ddl.CreateIndex create -> create(create, pending);
            case Ddl.DropIndex drop -> drop.indexes().forEach(this::forgetIndex);
            case Ddl.RenameIndex rename -> rename(rename);
            case Ddl.CreateType create -> learnType(create.type(), pending);
            case Ddl.SetTimeZone zone -> utc = zone.utc();
            default -> {}
        }
    }

    private void create(Ddl.CreateTable create, boolean pending) {
        KnownTable table = new KnownTable(create.table(), pending, create.partitioned());
        create.columns().forEach(column -> table.add(column, pending));
        create.constraints().forEach(constraint -> table.learn(new TableChange.AddConstraint(constraint), pending));
        put(table);
    }

    /** What is there already stays as it is: {@code IF NOT EXISTS}, {@code OR REPLACE}. */
    private void put(KnownTable table) {
        if (table(table.name()) == null) {
            tables.computeIfAbsent(table.name().local(), name -> new ArrayList<>())
                    .add(table);
        }
    }

    private void alter(Ddl.AlterTable alter, boolean pending) {
        KnownTable table = table(alter.table());
        if (table == null) {
            table = new KnownTable(alter.table(), false, false);
            put(table);
        }
        for (Ddl.Change change : alter.changes()) {
            table.learn(change.what(), pending);
            if (change.what() instanceof TableChange.RenameTable rename) {
                forget(table.name());
                put(table.renamed(rename.to()));
            }
        }
    }

    private void create(Ddl.CreateIndex create, boolean pending) {
        if (tableByIndex.putIfAbsent(create.name(), create.table()) == null && pending) {
            newIndexes.add(create.name());
        }
    }

    private void rename(Ddl.RenameIndex rename) {
        QualifiedName table = tableByIndex.remove(rename.index().local());
        if (table != null) {
            tableByIndex.put(rename.to(), table);
        }
        if (newIndexes.remove(rename.index().local())) {
            newIndexes.add(rename.to());
        }
    }

    private void learnType(QualifiedName type, boolean pending) {
        if (pending) {
            newTypes.add(type);
        }
    }

    private void forget(QualifiedName relation) {
        tables.getOrDefault(relation.local(), new ArrayList<>())
                .removeIf(table -> table.name().matches(relation));
    }

    private void forgetIndex(QualifiedName index) {
        tableByIndex.remove(index.local());
        newIndexes.remove(index.local());
    }
}
