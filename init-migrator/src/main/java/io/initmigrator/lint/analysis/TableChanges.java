package io.initmigrator.lint.analysis;

import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.ColumnType;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.List;
import java.util.function.Consumer;

/** Applies the subcommands of {@code ALTER TABLE} to a {@link KnownSchema}. */
final class TableChanges {

    private final KnownSchema schema;
    private final SchemaChanges schemaChanges;

    TableChanges(KnownSchema schema, SchemaChanges schemaChanges) {
        this.schema = schema;
        this.schemaChanges = schemaChanges;
    }

    void apply(Ddl.AlterTable alter) {
        KnownTable table = schemaChanges.knownOrNew(alter.table());
        for (Ddl.Change change : alter.changes()) {
            apply(table, change.what());
        }
    }

    private void apply(KnownTable table, TableChange change) {
        switch (change) {
            case TableChange.AddColumn add ->
                table.tree().toList().forEach(each -> schemaChanges.add(each, add.column()));
            case TableChange.DropColumn drop ->
                table.tree().toList().forEach(each -> drop(each, drop.column(), drop.cascade()));
            case TableChange.ChangeType type -> table.tree().forEach(each -> changeType(each, type));
            case TableChange.SetNotNull set -> update(table, set.column(), column -> column.notNull(true));
            case TableChange.DropNotNull drop -> update(table, drop.column(), column -> column.notNull(false));
            case TableChange.SetDefault set -> update(table, set.column(), column -> column.value(set.value()));
            case TableChange.DropDefault drop ->
                update(table, drop.column(), column -> column.value(new Column.Value.None()));
            case TableChange.DropIdentity drop -> {
                schemaChanges.forget(table.sequences(drop.column()));
                update(table, drop.column(), column -> column.value(new Column.Value.None()));
            }
            case TableChange.DropExpression drop ->
                update(
                        table,
                        drop.column(),
                        column -> column.value(new Column.Value.None()).stored(false));
            case TableChange.AddIdentity add ->
                update(table, add.column(), column -> column.value(new Column.Value.Sequence("identity")));
            case TableChange.AddConstraint add -> schemaChanges.add(table, add.constraint());
            case TableChange.DropConstraint drop -> dropConstraint(table, drop.constraint());
            case TableChange.ValidateConstraint validate -> validate(table, validate.constraint());
            case TableChange.RenameConstraint rename -> renameConstraint(table, rename);
            case TableChange.RenameColumn rename ->
                table.tree().forEach(each -> each.renameColumn(rename.from(), rename.to()));
            case TableChange.RenameTable rename -> rename(table, rename.to());
            case TableChange.AttachPartition attach ->
                table.attach(schemaChanges.knownOrNew(attach.partition()), true, attach.isDefault());
            case TableChange.DetachPartition detach -> table.detach(schemaChanges.knownOrNew(detach.partition()));
            case TableChange.Inherit inherit ->
                schemaChanges.knownOrNew(inherit.parent()).attach(table, false, false);
            case TableChange.NoInherit(QualifiedName parent) ->
                schemaChanges.knownOrNew(parent).detach(table);
            default -> {}
        }
    }

    private void drop(KnownTable table, String column, boolean cascade) {
        if (cascade) {
            schemaChanges.forget(table.allReaders(column));
        }
        schemaChanges.forget(table.sequences(column));
        List<KnownIndex> before = List.copyOf(table.indexes());
        table.drop(column);
        before.stream().filter(index -> !table.indexes().contains(index)).forEach(schema.indexesByName()::remove);
    }

    private void changeType(KnownTable table, TableChange.ChangeType change) {
        ColumnType type = change.type();
        KnownType declared = type.array() ? null : schema.type(type.base());
        KnownColumn column = table.column(change.column());
        if (column == null) {
            table.put(change.column(), new KnownColumn(type, declared, 0));
        } else {
            column.changeType(type, declared);
        }
    }

    private static void update(KnownTable table, String name, Consumer<KnownColumn> update) {
        table.tree().map(each -> each.column(name)).forEach(column -> {
            if (column != null) {
                update.accept(column);
            }
        });
    }

    private static void validate(KnownTable table, String name) {
        KnownConstraint constraint = table.constraint(name);
        if (constraint != null) {
            constraint.validate();
        }
    }

    private void dropConstraint(KnownTable table, String name) {
        table.dropConstraint(name);
        KnownIndex index = schema.index(table.name().renamed(name));
        if (index != null && index.table() == table) {
            schemaChanges.dropIndex(index.name());
        }
    }

    private void renameConstraint(KnownTable table, TableChange.RenameConstraint rename) {
        table.renameConstraint(rename.from(), rename.to());
        KnownIndex index = schema.index(table.name().renamed(rename.from()));
        if (index != null && index.table() == table) {
            schemaChanges.apply(new Ddl.RenameIndex(index.name(), rename.to()));
        }
    }

    private void rename(KnownTable table, QualifiedName to) {
        schema.dropped().add(table.name().local());
        schema.tablesByName().remove(table);
        table.rename(to);
        schema.tablesByName().add(table);
    }
}
