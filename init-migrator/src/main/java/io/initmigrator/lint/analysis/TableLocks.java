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
                addTree(ACCESS_EXCLUSIVE);
                otherSides(table == null ? null : table.constraint(drop.constraint()), drop.cascade());
            }
            case TableChange.DropColumn drop -> {
                addTree(ACCESS_EXCLUSIVE);
                otherSidesOf(drop.column(), drop.cascade());
                if (drop.cascade() && table != null) {
                    table.allReaders(drop.column()).forEach(view -> locks.add(view, ACCESS_EXCLUSIVE));
                }
            }
            case TableChange.ChangeType type -> {
                addTree(ACCESS_EXCLUSIVE);
                otherSidesOf(type.column(), true);
            }
            case TableChange.ValidateConstraint _ -> addTree(SHARE_UPDATE_EXCLUSIVE);
            case TableChange.DisableTrigger _, TableChange.EnableTrigger _ -> addTree(SHARE_ROW_EXCLUSIVE);
            case TableChange.AttachPartition attach -> attach(attach);
            case TableChange.DetachPartition detach -> detach(detach);
            case TableChange.Inherit inherit -> {
                add(ACCESS_EXCLUSIVE);
                locks.add(inherit.parent(), SHARE_UPDATE_EXCLUSIVE);
            }
            case TableChange.Other(LockMode mode, boolean recursive) -> {
                if (recursive) {
                    addTree(mode);
                } else {
                    add(mode);
                }
            }
            case TableChange.SetNotNull _, TableChange.DropNotNull _, TableChange.SetDefault _ ->
                addTree(ACCESS_EXCLUSIVE);
            case TableChange.DropDefault _, TableChange.SetExpression _, TableChange.DropExpression _ ->
                addTree(ACCESS_EXCLUSIVE);
            case TableChange.AddIdentity _, TableChange.RenameColumn _, TableChange.RenameConstraint _ ->
                addTree(ACCESS_EXCLUSIVE);
            case TableChange.RenameTable _, TableChange.Rewrite _ -> add(ACCESS_EXCLUSIVE);
        }
    }

    private void addConstraint(Constraint constraint) {
        boolean foreign = constraint.kind() == Constraint.Kind.FOREIGN_KEY;
        addTree(foreign ? SHARE_ROW_EXCLUSIVE : ACCESS_EXCLUSIVE);
        locks.references(List.of(constraint));
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
            locks.addTree(constraint.referenced(), ACCESS_EXCLUSIVE);
        }
        if (ofKeys && constraint.kind().hasIndex()) {
            table.referencing(constraint).forEach(other -> locks.addTree(other, ACCESS_EXCLUSIVE));
        }
    }

    private void attach(TableChange.AttachPartition attach) {
        add(SHARE_UPDATE_EXCLUSIVE);
        locks.add(attach.partition(), ACCESS_EXCLUSIVE);
        if (table != null) {
            locks.add(table.defaultPartition(), ACCESS_EXCLUSIVE);
            table.referenced().forEach(other -> locks.addTree(other, SHARE_ROW_EXCLUSIVE));
        }
    }

    private void detach(TableChange.DetachPartition detach) {
        add(detach.concurrently() ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE);
        locks.add(detach.partition(), ACCESS_EXCLUSIVE);
        if (table != null && !detach.concurrently()) {
            locks.add(table.defaultPartition(), ACCESS_EXCLUSIVE);
            table.referenced().forEach(other -> locks.addTree(other, SHARE_ROW_EXCLUSIVE));
        }
    }

    private void add(LockMode mode) {
        locks.add(name, mode);
    }

    private void addTree(LockMode mode) {
        locks.addTree(name, mode, onlyParent);
    }
}
