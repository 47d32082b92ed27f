package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A subcommand of {@code ALTER TABLE}. */
public sealed interface TableChange {

    record AddColumn(Column column, boolean ifNotExists) implements TableChange {}

    record DropColumn(String column, boolean cascade) implements TableChange {}

    /**
     * A new type or collation.
     *
     * @param collation empty for the type's own
     * @param casts the types that {@code USING} converts by on the way; null if it is more than a chain of casts
     */
    record ChangeType(
            String column,
            ColumnType type,
            String collation,
            @Nullable List<ColumnType> casts) implements TableChange {}

    record SetNotNull(String column) implements TableChange {}

    record DropNotNull(String column) implements TableChange {}

    record SetDefault(String column, Column.Value value) implements TableChange {}

    record DropDefault(String column) implements TableChange {}

    record DropIdentity(String column) implements TableChange {}

    /** {@code SET GENERATED}, {@code RESTART} and other options of the sequence. */
    record AlterIdentity(String column, boolean always) implements TableChange {}

    /** {@code SET EXPRESSION} of a generated column. */
    record SetExpression(String column) implements TableChange {}

    record DropExpression(String column) implements TableChange {}

    record AddIdentity(String column, boolean always) implements TableChange {}

    record AddConstraint(Constraint constraint) implements TableChange {}

    record DropConstraint(String constraint, boolean cascade) implements TableChange {}

    /**
     * {@code ALTER CONSTRAINT}.
     *
     * @param enforced true for {@code ENFORCED}, false for {@code NOT ENFORCED}; null if neither is given
     */
    record AlterConstraint(String constraint, @Nullable Boolean enforced) implements TableChange {}

    record ValidateConstraint(String constraint) implements TableChange {}

    record RenameConstraint(String from, String to) implements TableChange {}

    record RenameColumn(String from, String to) implements TableChange {}

    /** Also what {@code SET SCHEMA} does. */
    record RenameTable(QualifiedName to) implements TableChange {}

    /** {@code SET TABLESPACE}, {@code SET LOGGED} and the like. */
    record Rewrite(String what) implements TableChange {}

    record DisableTrigger(String trigger) implements TableChange {}

    record EnableTrigger() implements TableChange {}

    /** {@code ATTACH PARTITION}: {@code partition} is checked against its bounds. */
    record AttachPartition(QualifiedName partition, boolean isDefault) implements TableChange {}

    record DetachPartition(QualifiedName partition, boolean concurrently) implements TableChange {}

    record Inherit(QualifiedName parent) implements TableChange {}

    record NoInherit(QualifiedName parent) implements TableChange {}

    /**
     * Anything else, of which only the lock matters.
     *
     * @param recursive whether PostgreSQL does it to partitions and children too
     */
    record Other(LockMode lock, boolean recursive) implements TableChange {}
}
