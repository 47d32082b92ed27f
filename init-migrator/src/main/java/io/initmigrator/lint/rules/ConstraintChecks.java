package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownIndex;
import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.Place;
import io.initmigrator.lint.sql.QualifiedName;
import org.jspecify.annotations.Nullable;

/** Checks of the constraints that a table in use is given. */
final class ConstraintChecks {

    private final Ddl.AlterTable alter;
    private final QualifiedName table;
    private final @Nullable KnownTable known;
    private final KnownSchema schema;
    private final Findings findings;

    ConstraintChecks(Ddl.AlterTable alter, KnownSchema schema, Findings findings) {
        this.alter = alter;
        this.table = alter.table();
        this.known = schema.table(table);
        this.schema = schema;
        this.findings = findings;
    }

    void check() {
        for (Ddl.Change change : alter.changes()) {
            if (change.what() instanceof TableChange.AddConstraint(Constraint constraint)) {
                checkNew(constraint);
            } else if (change.what() instanceof TableChange.AlterConstraint(String name, Boolean enforced)) {
                checkEnforced(name, enforced, change.place());
            } else if (change.what() instanceof TableChange.AddColumn(Column column, boolean ifNotExists)) {
                if (!(ifNotExists && known != null && known.column(column.name()) != null)) {
                    checkOf(column);
                }
            }
        }
    }

    private void checkEnforced(String name, @Nullable Boolean enforced, Place place) {
        if (Boolean.TRUE.equals(enforced)) {
            findings.add(
                    Rule.CONSTRAINT_WITHOUT_NOT_VALID,
                    place,
                    "checks all rows of " + table + " for " + name + " under ACCESS EXCLUSIVE",
                    "drop it, add it again as NOT VALID, and VALIDATE CONSTRAINT in the next script");
        }
    }

    /** Returns whether a default is written down, be it null. */
    private static boolean hasDefault(Column column) {
        return !(column.value() instanceof Column.Value.None)
                && !column.value().equals(new Column.Value.Sequence("identity"));
    }

    private void checkNew(Constraint constraint) {
        switch (constraint.kind()) {
            case PRIMARY_KEY, UNIQUE, EXCLUDE -> {
                if (constraint.index() == null) {
                    reportIndex(constraint);
                }
                if (constraint.kind() == Constraint.Kind.PRIMARY_KEY) {
                    checkKeyColumns(constraint);
                }
            }
            case FOREIGN_KEY, CHECK, NOT_NULL -> {
                boolean proven = constraint.kind() == Constraint.Kind.NOT_NULL
                        && known != null
                        && constraint.notNull().stream().allMatch(known::holdsNoNull);
                if (constraint.validated() && !proven) {
                    reportCheck(constraint);
                }
            }
        }
    }

    /** A new column that refers elsewhere is null in every row unless it has a default: nothing to check then. */
    private void checkOf(Column column) {
        for (Constraint constraint : column.constraints()) {
            switch (constraint.kind()) {
                case CHECK -> {
                    if (constraint.validated()) {
                        reportCheck(constraint);
                    }
                }
                case FOREIGN_KEY -> {
                    if (hasDefault(column) && constraint.validated()) {
                        reportCheck(constraint);
                    }
                }
                default -> reportIndex(constraint);
            }
        }
    }

    /** An existing index says nothing of nulls: a primary key reads all rows for each column that may hold one. */
    private void checkKeyColumns(Constraint constraint) {
        KnownIndex index = constraint.index() == null ? null : schema.index(constraint.index());
        if (index == null || known == null) {
            return;
        }
        index.declared().keys().stream()
                .filter(column -> !known.holdsNoNull(column))
                .forEach(column -> findings.add(
                        Rule.SET_NOT_NULL,
                        constraint.place(),
                        "reads all of " + table + " under ACCESS EXCLUSIVE to prove that " + column + " holds no null",
                        "first ADD CONSTRAINT … CHECK (" + column
                                + " IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT in the next script, then SET"
                                + " NOT NULL"));
    }

    private void reportCheck(Constraint constraint) {
        QualifiedName other = constraint.references();
        boolean partitioned = known != null && known.isPartitioned();
        findings.add(
                Rule.CONSTRAINT_WITHOUT_NOT_VALID,
                constraint.place(),
                other == null
                        ? "checks all rows of " + table + " under ACCESS EXCLUSIVE"
                        : "checks all rows of " + table + " while writes to it"
                                + (other.matches(table) ? "" : " and to " + other) + " wait",
                other != null && partitioned
                        ? "add it to each partition as NOT VALID and validate it there, then to " + table
                                + ", which finds it done; PostgreSQL before 18 refuses NOT VALID on a partitioned table"
                        : "add it as NOT VALID, and VALIDATE CONSTRAINT in the next script");
    }

    private void reportIndex(Constraint constraint) {
        findings.add(
                Rule.CONSTRAINT_WITHOUT_INDEX,
                constraint.place(),
                "builds the index of the " + constraint.kind() + " constraint while nobody can read or write " + table,
                remedyForIndex(constraint));
    }

    private String remedyForIndex(Constraint constraint) {
        if (constraint.kind() == Constraint.Kind.EXCLUDE) {
            return "there is no way to build it concurrently: choose a quiet hour, and set a statement_timeout";
        }
        if (known != null && known.isPartitioned()) {
            return "create the constraint on each partition first, from a concurrently built index";
        }
        boolean nullable = constraint.kind() == Constraint.Kind.PRIMARY_KEY
                && (known == null || !constraint.columns().stream().allMatch(known::holdsNoNull));
        return "CREATE UNIQUE INDEX CONCURRENTLY in a script of its own, "
                + (nullable ? "make its columns NOT NULL by way of a validated CHECK, " : "")
                + "then ADD CONSTRAINT … USING INDEX";
    }
}
