package io.initmigrator.lint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the scripts so far tell of the schema: those that are applied, then those that are pending. */
final class KnownSchema {

    private final Map<String, List<KnownTable>> tables = new HashMap<>();
    private final Map<String, Name> tableByIndex = new HashMap<>();
    private final Set<String> newIndexes = new HashSet<>();
    private final List<Name> newTypes = new ArrayList<>();
    private boolean utc;

    /** Whether the scripts have set the session's time zone to UTC. */
    boolean isUtc() {
        return utc;
    }

    /** Null where no script told of it. */
    @Nullable
    KnownTable table(Name name) {
        return tables.getOrDefault(name.local(), List.of()).stream()
                .filter(table -> table.name().matches(name))
                .findFirst()
                .orElse(null);
    }

    /** Whether a pending script creates this relation, so that nobody uses it yet. */
    boolean isNew(Name relation) {
        KnownTable table = table(relation);
        return table != null && table.isNew();
    }

    /** Null where no script told of it. */
    @Nullable
    Name tableOf(Name index) {
        return tableByIndex.get(index.local());
    }

    /** Whether a pending script creates this index, or its table. */
    boolean isNewIndex(Name index) {
        Name table = tableOf(index);
        return newIndexes.contains(index.local()) || (table != null && isNew(table));
    }

    boolean isNewType(Name type) {
        return newTypes.stream().anyMatch(type::matches);
    }

    /** @param pending whether {@code command} is of a pending script */
    void learn(Command command, boolean pending) {
        switch (command) {
            case Command.CreateTable create -> create(create, pending);
            case Command.CreateView create -> put(new KnownTable(create.view(), pending, false));
            case Command.AlterTable alter -> alter(alter, pending);
            case Command.Drop drop -> drop.names().forEach(this::forget);
            case Command.CreateIndex create -> create(create, pending);
            case Command.DropIndex drop -> drop.indexes().forEach(this::forgetIndex);
            case Command.RenameIndex rename -> rename(rename);
            case Command.CreateType create -> learnType(create.type(), pending);
            case Command.SetTimeZone zone -> utc = zone.utc();
            default -> {}
        }
    }

    private void create(Command.CreateTable create, boolean pending) {
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

    private void alter(Command.AlterTable alter, boolean pending) {
        KnownTable table = table(alter.table());
        if (table == null) {
            table = new KnownTable(alter.table(), false, false);
            put(table);
        }
        for (Command.Change change : alter.changes()) {
            table.learn(change.what(), pending);
            if (change.what() instanceof TableChange.RenameTable rename) {
                forget(table.name());
                put(table.renamed(rename.to()));
            }
        }
    }

    private void create(Command.CreateIndex create, boolean pending) {
        if (tableByIndex.putIfAbsent(create.name(), create.table()) == null && pending) {
            newIndexes.add(create.name());
        }
    }

    private void rename(Command.RenameIndex rename) {
        Name table = tableByIndex.remove(rename.index().local());
        if (table != null) {
            tableByIndex.put(rename.to(), table);
        }
        if (newIndexes.remove(rename.index().local())) {
            newIndexes.add(rename.to());
        }
    }

    private void learnType(Name type, boolean pending) {
        if (pending) {
            newTypes.add(type);
        }
    }

    private void forget(Name relation) {
        tables.getOrDefault(relation.local(), new ArrayList<>())
                .removeIf(table -> table.name().matches(relation));
    }

    private void forgetIndex(Name index) {
        tableByIndex.remove(index.local());
        newIndexes.remove(index.local());
    }
}
