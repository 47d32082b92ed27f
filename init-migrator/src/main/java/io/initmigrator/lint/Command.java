package io.initmigrator.lint;

import java.util.List;

/** What a statement asks for, as far as it matters here. */
sealed interface Command {

    /**
     * {@code CREATE TABLE}, temporary or not.
     *
     * @param partitioned whether it has partitions
     * @param parents tables that it is a partition or a child of
     */
    record CreateTable(
            Name table,
            boolean partitioned,
            boolean isPartition,
            boolean ifNotExists,
            List<Column> columns,
            List<Constraint> constraints,
            List<Name> parents)
            implements Command {}

    /** A view or a materialized view. */
    record CreateView(Name view) implements Command {}

    record AlterTable(Name table, List<Change> changes) implements Command {}

    /** One of the things that an ALTER TABLE does, on its {@code line}. */
    record Change(TableChange what, int line) {}

    /** Of a {@code kind} such as {@code TABLE} or {@code VIEW}. */
    record Drop(String kind, List<Name> names, boolean ifExists) implements Command {}

    /** With an empty {@code name} where PostgreSQL is to choose one. */
    record CreateIndex(
            String name, Name table, boolean concurrently, boolean ifNotExists, boolean unique, boolean onlyParent)
            implements Command {}

    record DropIndex(List<Name> indexes, boolean concurrently, boolean ifExists) implements Command {}

    /** Of an {@code INDEX}, a {@code TABLE}, a whole {@code SCHEMA}. */
    record Reindex(String what, Name name, boolean concurrently) implements Command {}

    record RefreshView(Name view, boolean concurrently) implements Command {}

    /** {@code VACUUM FULL} and {@code CLUSTER}; no tables: all of them. */
    record RewriteTables(String what, List<Name> tables) implements Command {}

    /** {@code INSERT} and its like; of {@code everyRow} where nothing limits it. */
    record Write(String what, Name table, boolean everyRow) implements Command {}

    record Truncate(List<Name> tables) implements Command {}

    record LockTables(List<Name> tables, LockMode mode) implements Command {}

    record CreateType(Name type) implements Command {}

    record AddEnumValue(Name type, String value) implements Command {}

    /** {@code SET lock_timeout}. */
    record SetLockTimeout(boolean limited) implements Command {}

    /** {@code COMMIT} and its like; {@code ends} those that end the transaction that the script is run in. */
    record ControlTransaction(String what, boolean ends) implements Command {}

    /** Of which only the lock on one relation matters. */
    record LockedBy(Name relation, LockMode mode) implements Command {}

    /** {@code ALTER INDEX … RENAME}. */
    record RenameIndex(Name index, String to) implements Command {}

    /** {@code SET TIME ZONE}; a change between timestamps with and without one rewrites nothing in UTC. */
    record SetTimeZone(boolean utc) implements Command {}

    /** Anything else. */
    record Other() implements Command {}
}
