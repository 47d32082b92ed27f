package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;

/** One of the things that an {@code ALTER TABLE} does. */
public sealed interface TableChange {

    record AddColumn(Column column, boolean ifNotExists) implements TableChange {}

    record DropColumn(String column) implements TableChange {}

    /** {@code converted} where a {@code USING} says more than a plain cast. */
    record ChangeType(String column, ColumnType type, boolean converted) implements TableChange {}

    record SetNotNull(String column) implements TableChange {}

    record AddConstraint(Constraint constraint) implements TableChange {}

    record ValidateConstraint(String constraint) implements TableChange {}

    record RenameColumn(String from, String to) implements TableChange {}

    /** Also what {@code SET SCHEMA} does. */
    record RenameTable(QualifiedName to) implements TableChange {}

    /** {@code SET TABLESPACE}, {@code SET LOGGED} and the like. */
    record Rewrite(String what) implements TableChange {}

    record DisableTrigger(String trigger) implements TableChange {}

    /** Anything else, of which only the lock matters. */
    record Other(LockMode lock) implements TableChange {}

    /** {@code ATTACH PARTITION}: {@code partition} is checked against its bounds. */
    record AttachPartition(QualifiedName partition) implements TableChange {}

    record DetachPartition(QualifiedName partition, boolean concurrently) implements TableChange {}
}
