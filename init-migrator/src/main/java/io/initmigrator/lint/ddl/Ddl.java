package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.Place;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A command, as far as it matters for locks and rules. */
public sealed interface Ddl {

    /**
     * {@code CREATE TABLE}, also {@code AS} a query and {@code SELECT INTO}.
     *
     * @param temporary whether only its session sees it
     * @param partitionKey the words of its partition key; empty if it has no partitions
     * @param parents tables that it inherits from, or the one that it is a partition of
     * @param partition null unless it is a partition
     * @param templates what its columns are copied from: the tables behind {@code LIKE}, the type behind {@code OF}
     * @param sources what the query reads that fills it; empty without one
     */
    record CreateTable(
            QualifiedName table,
            boolean temporary,
            boolean ifNotExists,
            List<Column> columns,
            List<Constraint> constraints,
            Set<String> partitionKey,
            List<QualifiedName> parents,
            @Nullable Partition partition,
            List<Template> templates,
            List<QualifiedName> sources)
            implements Ddl {}

    /**
     * Clause {@code LIKE}.
     *
     * @param including what is copied beside columns and NOT NULL, such as {@code indexes}
     */
    record Template(QualifiedName of, Set<String> including) {}

    /**
     * Clause {@code PARTITION OF}.
     *
     * @param isDefault whether it takes the rows that no other partition does
     */
    record Partition(QualifiedName of, boolean isDefault) {}

    /**
     * A view or a materialized view.
     *
     * @param filled whether its query runs at once
     * @param sources what the query reads
     * @param words all names in the query
     */
    record CreateView(
            QualifiedName view,
            boolean materialized,
            boolean temporary,
            boolean ifNotExists,
            boolean filled,
            List<QualifiedName> sources,
            Set<String> words)
            implements Ddl {}

    /**
     * A sequence.
     *
     * @param owner the column behind {@code OWNED BY}; null without one
     */
    record CreateSequence(
            QualifiedName sequence,
            boolean temporary,
            @Nullable OwningColumn owner) implements Ddl {}

    /** {@code ALTER SEQUENCE … OWNED BY}; no owner: {@code NONE}. */
    record OwnSequence(QualifiedName sequence, @Nullable OwningColumn owner) implements Ddl {}

    /** The column that a sequence is dropped with. */
    record OwningColumn(QualifiedName table, String column) {}

    record CreateIndex(Index index, boolean concurrently, boolean ifNotExists, boolean onlyParent) implements Ddl {}

    record CreateType(QualifiedName type, boolean isEnum) implements Ddl {}

    /**
     * A domain.
     *
     * @param value its default
     */
    record CreateDomain(QualifiedName domain, ColumnType base, boolean constrained, boolean notNull, Column.Value value)
            implements Ddl {}

    record CreateSchema(String schema) implements Ddl {}

    /**
     * A function; PostgreSQL takes it for volatile unless it says otherwise.
     *
     * @param parameters which distinguish it from others of that name, as they are written
     * @param inlined the functions that it calls, if PostgreSQL puts its body in place of a call; null otherwise
     */
    record CreateFunction(
            QualifiedName function,
            String parameters,
            boolean isVolatile,
            @Nullable List<QualifiedName> inlined) implements Ddl {}

    /** {@code ALTER FUNCTION … IMMUTABLE} and the like. */
    record AlterFunction(QualifiedName function, boolean isVolatile) implements Ddl {}

    /**
     * A trigger.
     *
     * @param events such as {@code INSERT}
     * @param eachRow whether partitions get one too
     */
    record CreateTrigger(String name, QualifiedName table, QualifiedName function, Set<String> events, boolean eachRow)
            implements Ddl {}

    /**
     * {@code ALTER TRIGGER}.
     *
     * @param to the new name; empty to keep it
     */
    record AlterTrigger(String name, QualifiedName table, String to) implements Ddl {}

    record DropTrigger(String name, QualifiedName table, boolean ifExists) implements Ddl {}

    /** {@code ALTER TABLE}, {@code VIEW}, {@code MATERIALIZED VIEW} or {@code FOREIGN TABLE}. */
    record AlterTable(QualifiedName table, boolean isView, boolean onlyParent, boolean ifExists, List<Change> changes)
            implements Ddl {}

    /** One of the subcommands of an ALTER TABLE, with its place in the script. */
    record Change(TableChange what, Place place) {}

    /** {@code ALTER INDEX … RENAME}. */
    record RenameIndex(QualifiedName index, String to) implements Ddl {}

    /** {@code ALTER INDEX … SET TABLESPACE}. */
    record MoveIndex(QualifiedName index) implements Ddl {}

    record RenameType(QualifiedName type, QualifiedName to) implements Ddl {}

    record AddEnumValue(QualifiedName type, String value) implements Ddl {}

    record RenameEnumValue(QualifiedName type, String from, String to) implements Ddl {}

    /**
     * {@code ALTER DOMAIN … ADD CONSTRAINT}, {@code VALIDATE CONSTRAINT} or {@code SET NOT NULL}.
     *
     * @param reads whether every column of the domain is read
     * @param validates whether the constraint was there before
     */
    record ConstrainDomain(QualifiedName domain, boolean reads, boolean notNull, boolean validates) implements Ddl {}

    record RenameSchema(String from, String to) implements Ddl {}

    /** Of a {@code kind} such as {@code TABLE} or {@code VIEW}. */
    record Drop(String kind, List<QualifiedName> names, boolean ifExists, boolean cascade) implements Ddl {}

    record DropIndex(List<QualifiedName> indexes, boolean concurrently, boolean ifExists, boolean cascade)
            implements Ddl {}

    record DropOwned(String roles) implements Ddl {}

    /** Of an {@code INDEX}, a {@code TABLE}, a whole {@code SCHEMA}. */
    record Reindex(String what, QualifiedName name, boolean concurrently) implements Ddl {}

    record RefreshView(QualifiedName view, boolean concurrently, boolean withData) implements Ddl {}

    /** {@code VACUUM FULL} and {@code CLUSTER}; no tables: all of them. */
    record RewriteTables(String what, List<QualifiedName> tables) implements Ddl {}

    /**
     * {@code INSERT}, {@code UPDATE}, {@code DELETE}, {@code MERGE} or {@code COPY}.
     *
     * @param condition the {@code WHERE} of an update or a delete, null if there is none
     * @param onlyParent whether it leaves partitions and children alone
     * @param sources what the query of an insert reads
     */
    record Write(
            String what,
            QualifiedName table,
            boolean onlyParent,
            @Nullable TokenCursor condition,
            List<QualifiedName> sources)
            implements Ddl {}

    record Truncate(List<QualifiedName> tables, boolean onlyParents, boolean restartIdentity, boolean cascade)
            implements Ddl {}

    record LockTables(List<QualifiedName> tables, boolean onlyParents, LockMode mode) implements Ddl {}

    /** {@code SET} and {@code set_config}; an empty {@code value} stands for the default. */
    record SetParameter(String name, String value) implements Ddl {}

    /**
     * {@code BEGIN}, {@code COMMIT} and the like.
     *
     * @param begins whether it opens a transaction
     * @param ends whether it ends the transaction that the script is run in
     */
    record ControlTransaction(String what, boolean begins, boolean ends) implements Ddl {}

    /** Of which only the lock on some relations matters. */
    record LockedBy(List<QualifiedName> relations, LockMode mode) implements Ddl {}

    /** Anything else. */
    record Other() implements Ddl {}

    /** The kinds of {@link Drop} that take data or code away from the application. */
    Set<String> RELATIONS = Set.of("TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE");
}
