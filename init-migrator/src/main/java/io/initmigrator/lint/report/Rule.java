package io.initmigrator.lint.report;

import static io.initmigrator.lint.report.Severity.ERROR;
import static io.initmigrator.lint.report.Severity.WARNING;

import java.util.Locale;

/** What is looked for. The name in comments and reports is the constant's, in lower case with hyphens. */
public enum Rule {
    /** Every row is written anew while nobody can read or write the table. */
    TABLE_REWRITE(ERROR),
    /** A column takes another type than the old version knows. */
    CHANGED_TYPE(WARNING),
    /** The whole table is read, locked, to prove that a column holds no null. */
    SET_NOT_NULL(ERROR),
    /** A new column must have a value, and the rows and the old version have none for it. */
    REQUIRED_COLUMN(ERROR),
    /** A constraint is checked for all rows while writes wait. */
    CONSTRAINT_WITHOUT_NOT_VALID(ERROR),
    /** A constraint is validated while the lock of its creation is still held. */
    VALIDATE_IN_SAME_TRANSACTION(WARNING),
    /** A primary key, unique or exclusion constraint builds its index while nobody can read or write the table. */
    CONSTRAINT_WITHOUT_INDEX(ERROR),
    /** An index is built while nobody can write the table. */
    INDEX_WITHOUT_CONCURRENTLY(ERROR),
    /** An index is dropped under a lock that queues every query on its table. */
    DROP_INDEX_WITHOUT_CONCURRENTLY(WARNING),
    /** An index is rebuilt while writes, and reads that would use it, wait. */
    REINDEX_WITHOUT_CONCURRENTLY(ERROR),
    /** A materialized view is filled while nobody can read it. */
    REFRESH_WITHOUT_CONCURRENTLY(WARNING),
    /** {@code IF NOT EXISTS} takes an invalid index, left by an interrupted build, for the real one. */
    CONCURRENTLY_IF_NOT_EXISTS(WARNING),
    /** A statement that cannot be rolled back shares its script with others. */
    CONCURRENTLY_MIXED(ERROR),
    /** A statement that PostgreSQL refuses in a transaction is run in one. */
    NOT_IN_TRANSACTION(ERROR),
    /** The script ends the transaction that ties it to its history row. */
    TRANSACTION_CONTROL(ERROR),
    /** A new value of an enum is used before it is committed. */
    ENUM_VALUE_USED(ERROR),
    /** The old version may still use the column. */
    DROPPED_COLUMN(WARNING),
    /** The old version may still use the table or the view. */
    DROPPED_TABLE(WARNING),
    /** The old version knows the column by its old name. */
    RENAMED_COLUMN(ERROR),
    /** The old version knows the table by its old name. */
    RENAMED_TABLE(ERROR),
    /** A strong lock is waited for without limit, and everybody else queues behind. */
    MISSING_LOCK_TIMEOUT(WARNING),
    /** Every row of a table is written in one transaction. */
    WHOLE_TABLE_WRITE(WARNING),
    /** A table is locked by name. */
    LOCK_TABLE(WARNING),
    /** A table is emptied under the strongest lock. */
    TRUNCATE(ERROR),
    /** Triggers or foreign keys are off for a while. */
    DISABLE_TRIGGER(WARNING);

    private final Severity severity;

    Rule(Severity severity) {
        this.severity = severity;
    }

    public Severity severity() {
        return severity;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
