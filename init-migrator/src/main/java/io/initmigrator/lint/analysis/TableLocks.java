package io.initmigrator.lint.analysis;

import static io.initmigrator.lint.report.LockMode.ACCESS_EXCLUSIVE;
import static io.initmigrator.lint.report.LockMode.SHARE_ROW_EXCLUSIVE;
import static io.initmigrator.lint.report.LockMode.SHARE_UPDATE_EXCLUSIVE;

import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The locks of the subcommands of {@code ALTER TABLE}. */
final class TableLocks {

    private final Locks locks;
    private final QualifiedName name;
    private final boolean onlyParent;
    private final @Nullable KnownTable table;

    TableLocks(KnownSchema schema, Locks locks, Ddl.AlterTable alter) {
        this.locks = locks;
        this.name = alter.table();
        this.onlyParent = alter.onlyParent();
        this.table = schema.table(alter.table());
    }

    void take(TableChange change) {
        switch (change) {
            case TableChange.AddConstraint(Constraint constraint) -> addConstraint(constraint);
            case TableChange.AddColumn add -> {
                addTree(ACCESS_EXCLUSIVE);
                locks.references(add.column().constraints());
            }
            case TableChange.DropConstraint drop -> {
                KnownConstraint constraint = table == null ? null : table.constraint(drop.constraint());
                addTreeFor(constraint);
                otherSides(constraint, drop.cascade());
            }
            case TableChange.DropColumn drop -> {
                addTree(ACCESS_EXCLUSIVE);
                otherSidesOf(drop.column(), drop.cascade());
                addSequences(drop.column(), ACCESS_EXCLUSIVE);
                if (drop.cascade() && table != null) {
                    table.allReaders(drop.column()).forEach(view -> locks.add(view, ACCESS_EXCLUSIVE));
                }
            }
            case TableChange.ChangeType type -> {
                addTree(ACCESS_EXCLUSIVE);
                otherSidesOf(type.column(), true);
            }
            case TableChange.AlterConstraint alter -> {
                addTree(ACCESS_EXCLUSIVE);
                KnownConstraint constraint = table == null ? null : table.constraint(alter.constraint());
                if (constraint != null && constraint.referenced() != null && alter.enforced() != null) {
                    locks.addPartitions(
                            constraint.referenced(), alter.enforced() ? SHARE_ROW_EXCLUSIVE : ACCESS_EXCLUSIVE);
                }
            }
            case TableChange.ValidateConstraint _ -> addTree(SHARE_UPDATE_EXCLUSIVE);
            case TableChange.DisableTrigger _, TableChange.EnableTrigger _ ->
                locks.addPartitions(name, SHARE_ROW_EXCLUSIVE, onlyParent);
            case TableChange.AttachPartition attach -> attach(attach);
            case TableChange.DetachPartition detach -> detach(detach);
            case TableChange.Inherit inherit -> {
                add(ACCESS_EXCLUSIVE);
                locks.add(inherit.parent(), SHARE_UPDATE_EXCLUSIVE);
            }
            case TableChange.NoInherit _ -> add(ACCESS_EXCLUSIVE);
            case TableChange.Other(LockMode mode, boolean recursive) -> {
                if (recursive) {
                    addTree(mode);
                } else {
                    add(mode);
                }
            }
            case TableChange.SetNotNull _, TableChange.DropNotNull _, TableChange.SetDefault _ ->
                addTree(ACCESS_EXCLUSIVE);
            case TableChange.DropIdentity drop -> {
                addTree(ACCESS_EXCLUSIVE);
                addSequences(drop.column(), ACCESS_EXCLUSIVE);
            }
            case TableChange.AlterIdentity alter -> {
                addTree(ACCESS_EXCLUSIVE);
                addSequences(alter.column(), SHARE_ROW_EXCLUSIVE);
            }
            case TableChange.DropDefault _, TableChange.SetExpression _, TableChange.DropExpression _ ->
                addTree(ACCESS_EXCLUSIVE);
            case TableChange.AddIdentity _, TableChange.RenameColumn _ -> addTree(ACCESS_EXCLUSIVE);
            case TableChange.RenameConstraint rename ->
                addTreeFor(table == null ? null : table.constraint(rename.from()));
            case TableChange.RenameTable rename -> {
                add(ACCESS_EXCLUSIVE);
                if (!rename.to().schema().equals(name.schema())) {
                    addSequences(null, ACCESS_EXCLUSIVE);
                }
            }
            case TableChange.Rewrite _ -> {
                add(ACCESS_EXCLUSIVE);
                addSequences(null, ACCESS_EXCLUSIVE);
            }
        }
    }

    private void addConstraint(Constraint constraint) {
        boolean foreign = constraint.kind() == Constraint.Kind.FOREIGN_KEY;
        addTree(foreign ? SHARE_ROW_EXCLUSIVE : ACCESS_EXCLUSIVE);
        locks.references(List.of(constraint));
    }

    /** Children that merely inherit have checks of their parent, but neither keys nor foreign keys. */
    private void addTreeFor(@Nullable KnownConstraint constraint) {
        boolean inherited = constraint == null || !constraint.isKeyOrForeignKey();
        if (inherited) {
            addTree(ACCESS_EXCLUSIVE);
        } else {
            locks.addPartitions(name, ACCESS_EXCLUSIVE, onlyParent);
        }
    }

    /** Of a column, or of all of them if it is null. */
    private void addSequences(@Nullable String column, LockMode mode) {
        if (table != null) {
            table.sequences(column).forEach(sequence -> locks.add(sequence, mode));
        }
    }

    /** The tables of foreign keys that {@code column} is part of, on either side. */
    private void otherSidesOf(String column, boolean ofKeys) {
        if (table != null) {
            table.constraints().stream()
                    .filter(each -> each.columns().contains(column))
                    .forEach(each -> otherSides(each, ofKeys));
        }
    }

    private void otherSides(@Nullable KnownConstraint constraint, boolean ofKeys) {
        if (constraint == null || table == null) {
            return;
        }
        if (constraint.referenced() != null) {
            locks.addPartitions(constraint.referenced(), ACCESS_EXCLUSIVE);
        }
        if (ofKeys && constraint.kind().hasIndex()) {
            table.referencing(constraint).forEach(other -> locks.addPartitions(other, ACCESS_EXCLUSIVE));
        }
    }

    private void attach(TableChange.AttachPartition attach) {
        add(SHARE_UPDATE_EXCLUSIVE);
        locks.addPartitions(attach.partition(), ACCESS_EXCLUSIVE, false);
        if (table != null) {
            locks.addPartitions(table.defaultPartition(), ACCESS_EXCLUSIVE);
            table.referenced().forEach(other -> locks.addPartitions(other, SHARE_ROW_EXCLUSIVE));
            table.referencing().forEach(other -> locks.addPartitions(other, SHARE_ROW_EXCLUSIVE));
        }
    }

    private void detach(TableChange.DetachPartition detach) {
        add(detach.concurrently() ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE);
        locks.add(detach.partition(), ACCESS_EXCLUSIVE);
        if (table != null && !detach.concurrently()) {
            locks.add(table.defaultPartition(), ACCESS_EXCLUSIVE);
            table.referenced().forEach(other -> locks.addPartitions(other, SHARE_ROW_EXCLUSIVE));
            table.referencing().forEach(other -> locks.addPartitions(other, ACCESS_EXCLUSIVE));
        }
    }

    private void add(LockMode mode) {
        locks.add(name, mode);
    }

    private void addTree(LockMode mode) {
        locks.addTree(name, mode, onlyParent);
    }
}
