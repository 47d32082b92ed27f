package io.initmigrator.lint.analysis;

import static io.initmigrator.lint.report.LockMode.ACCESS_EXCLUSIVE;
import static io.initmigrator.lint.report.LockMode.EXCLUSIVE;
import static io.initmigrator.lint.report.LockMode.ROW_EXCLUSIVE;
import static io.initmigrator.lint.report.LockMode.SHARE;
import static io.initmigrator.lint.report.LockMode.SHARE_ROW_EXCLUSIVE;
import static io.initmigrator.lint.report.LockMode.SHARE_UPDATE_EXCLUSIVE;

import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The locks that a command takes on relations that were there before, as PostgreSQL takes them (LocksTest holds it to that). */
public final class Locks {

    private final KnownSchema schema;
    private final Map<QualifiedName, LockMode> byRelation = new LinkedHashMap<>();

    private Locks(KnownSchema schema) {
        this.schema = schema;
    }

    /** The strongest on each relation; none on what the pending scripts themselves made, since nobody else uses it yet. */
    public static Map<QualifiedName, LockMode> of(Ddl command, KnownSchema schema) {
        Locks locks = new Locks(schema);
        locks.take(command);
        return locks.byRelation;
    }

    private void take(Ddl command) {
        switch (command) {
            case Ddl.CreateTable create -> takeFor(create);
            case Ddl.AlterTable alter -> alter.changes().forEach(change -> takeFor(alter.table(), change.what()));
            case Ddl.CreateIndex create -> add(create.table(), create.concurrently() ? SHARE_UPDATE_EXCLUSIVE : SHARE);
            case Ddl.DropIndex drop -> takeFor(drop);
            case Ddl.Reindex reindex -> takeFor(reindex);
            case Ddl.Drop drop -> takeFor(drop);
            case Ddl.RefreshView refresh -> add(refresh.view(), refresh.concurrently() ? EXCLUSIVE : ACCESS_EXCLUSIVE);
            case Ddl.RewriteTables rewrite -> addAll(rewrite.tables(), ACCESS_EXCLUSIVE);
            case Ddl.Write write -> add(write.table(), ROW_EXCLUSIVE);
            case Ddl.Truncate truncate -> addAll(truncate.tables(), ACCESS_EXCLUSIVE);
            case Ddl.LockTables lock -> addAll(lock.tables(), lock.mode());
            case Ddl.LockedBy locked -> add(locked.relation(), locked.mode());
            case Ddl.CreateView view -> replace(view.view());
            case Ddl.CreateType _, Ddl.AddEnumValue _, Ddl.RenameIndex _ -> {}
            case Ddl.SetLockTimeout _, Ddl.SetTimeZone _ -> {}
            case Ddl.ControlTransaction _, Ddl.Other _ -> {}
        }
    }

    private void takeFor(Ddl.CreateTable create) {
        create.parents()
                .forEach(parent -> add(parent, create.isPartition() ? ACCESS_EXCLUSIVE : SHARE_UPDATE_EXCLUSIVE));
        referenced(create.constraints());
        create.columns().forEach(column -> referenced(column.constraints()));
    }

    private void takeFor(QualifiedName table, TableChange change) {
        switch (change) {
            case TableChange.AddConstraint add -> {
                boolean foreign = add.constraint().kind() == Constraint.Kind.FOREIGN_KEY;
                add(table, foreign ? SHARE_ROW_EXCLUSIVE : ACCESS_EXCLUSIVE);
                referenced(List.of(add.constraint()));
            }
            case TableChange.AddColumn add -> {
                add(table, ACCESS_EXCLUSIVE);
                referenced(add.column().constraints());
            }
            case TableChange.ValidateConstraint _ -> add(table, SHARE_UPDATE_EXCLUSIVE);
            case TableChange.DisableTrigger _ -> add(table, SHARE_ROW_EXCLUSIVE);
            case TableChange.AttachPartition attach -> {
                add(table, SHARE_UPDATE_EXCLUSIVE);
                add(attach.partition(), ACCESS_EXCLUSIVE);
            }
            case TableChange.DetachPartition detach -> {
                add(table, detach.concurrently() ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE);
                add(detach.partition(), ACCESS_EXCLUSIVE);
            }
            case TableChange.Other other -> add(table, other.lock());
            case TableChange.DropColumn _, TableChange.ChangeType _, TableChange.SetNotNull _ ->
                add(table, ACCESS_EXCLUSIVE);
            case TableChange.RenameColumn _, TableChange.RenameTable _, TableChange.Rewrite _ ->
                add(table, ACCESS_EXCLUSIVE);
        }
    }

    private void takeFor(Ddl.DropIndex drop) {
        LockMode mode = drop.concurrently() ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE;
        drop.indexes().forEach(index -> {
            QualifiedName table = schema.tableOf(index);
            if (!schema.isNewIndex(index)) {
                add(table == null ? index : table, mode);
            }
        });
    }

    private void takeFor(Ddl.Reindex reindex) {
        LockMode mode = reindex.concurrently() ? SHARE_UPDATE_EXCLUSIVE : SHARE;
        if (reindex.what().equals("TABLE")) {
            add(reindex.name(), mode);
        } else if (reindex.what().equals("INDEX")) {
            QualifiedName table = schema.tableOf(reindex.name());
            add(table == null ? reindex.name() : table, mode);
        }
    }

    private void takeFor(Ddl.Drop drop) {
        if (drop.kind().matches("TABLE|VIEW|MATERIALIZED VIEW|SEQUENCE")) {
            addAll(drop.names(), ACCESS_EXCLUSIVE);
        }
    }

    private void replace(QualifiedName view) {
        if (schema.table(view) != null) {
            add(view, ACCESS_EXCLUSIVE);
        }
    }

    private void referenced(Collection<Constraint> constraints) {
        constraints.stream()
                .map(Constraint::references)
                .filter(Objects::nonNull)
                .forEach(table -> add(table, SHARE_ROW_EXCLUSIVE));
    }

    private void addAll(Collection<QualifiedName> relations, LockMode mode) {
        relations.forEach(relation -> add(relation, mode));
    }

    private void add(QualifiedName relation, LockMode mode) {
        if (!schema.isNew(relation)) {
            byRelation.merge(relation, mode, LockMode::orStronger);
        }
    }
}
