package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.List;

/** What a statement asks for, as far as it matters here. */
public sealed interface Ddl {

    /**
     * {@code CREATE TABLE}, temporary or not.
     *
     * @param partitioned whether it has partitions
     * @param parents tables that it is a partition or a child of
     */
    record CreateTable(
            QualifiedName table,
            boolean partitioned,
            boolean isPartition,
            boolean ifNotExists,
            List<Column> columns,
            List<Constraint> constraints,
            List<QualifiedName> parents)
            implements Ddl {}

    /** A view or a materialized view. */
    record CreateView(QualifiedName view) implements Ddl {}

    record AlterTable(QualifiedName table, List<Change> changes) implements Ddl {}

    /** One of the things that an ALTER TABLE does, on its {@code line}. */
    record Change(TableChange what, int line) {}

    /** Of a {@code kind} such as {@code TABLE} or {@code VIEW}. */
    record Drop(String kind, List<QualifiedName> names, boolean ifExists) implements Ddl {}

    /** With an empty {@code name} where PostgreSQL is to choose one. */
    record CreateIndex(
            String name,
            QualifiedName table,
            boolean concurrently,
            boolean ifNotExists,
            boolean unique,
            boolean onlyParent)
            implements Ddl {}

    record DropIndex(List<QualifiedName> indexes, boolean concurrently, boolean ifExists) implements Ddl {}

    /** Of an {@code INDEX}, a {@code TABLE}, a whole {@code SCHEMA}. */
    record Reindex(String what, QualifiedName name, boolean concurrently) implements Ddl {}

    record RefreshView(QualifiedName view, boolean concurrently) implements Ddl {}

    /** {@code VACUUM FULL} and {@code CLUSTER}; no tables: all of them. */
    record RewriteTables(String what, List<QualifiedName> tables) implements Ddl {}

    /** {@code INSERT} and its like; of {@code everyRow} where nothing limits it. */
    record Write(String what, QualifiedName table, boolean everyRow) implements Ddl {}

    record Truncate(List<QualifiedName> tables) implements Ddl {}

    record LockTables(List<QualifiedName> tables, LockMode mode) implements Ddl {}

    record CreateType(QualifiedName type) implements Ddl {}

    record AddEnumValue(QualifiedName type, String value) implements Ddl {}

    /** {@code SET lock_timeout}. */
    record SetLockTimeout(boolean limited) implements Ddl {}

    /** {@code COMMIT} and its like; {@code ends} those that end the transaction that the script is run in. */
    record ControlTransaction(String what, boolean ends) implements Ddl {}

    /** Of which only the lock on one relation matters. */
    record LockedBy(QualifiedName relation, LockMode mode) implements Ddl {}

    /** {@code ALTER INDEX … RENAME}. */
    record RenameIndex(QualifiedName index, String to) implements Ddl {}

    /** {@code SET TIME ZONE}; a change between timestamps with and without one rewrites nothing in UTC. */
    record SetTimeZone(boolean utc) implements Ddl {}

    /** Anything else. */
    record Other() implements Ddl {}
}
