package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.QualifiedName;
import org.jspecify.annotations.Nullable;

/** What hurts in the constraints that a table in use is given. */
final class ConstraintChecks {

    private ConstraintChecks() {}

    static void check(QualifiedName table, @Nullable KnownTable known, Ddl.Change change, Findings findings) {
        if (change.what() instanceof TableChange.AddConstraint(Constraint constraint)) {
            checkNew(table, known, constraint, findings);
        } else if (change.what() instanceof TableChange.AddColumn(Column column, boolean _)) {
            checkOf(table, column, findings);
        }
    }

    private static void checkNew(
            QualifiedName table, @Nullable KnownTable known, Constraint constraint, Findings findings) {
        switch (constraint.kind()) {
            case PRIMARY_KEY, UNIQUE, EXCLUDE -> {
                if (!constraint.usingIndex()) {
                    buildsIndex(table, known, constraint, findings);
                }
            }
            case FOREIGN_KEY, CHECK, NOT_NULL -> {
                if (!constraint.notValid()) {
                    readsAllRows(table, constraint, findings);
                }
            }
        }
    }

    /** A new column that refers elsewhere is null in every row unless it has a default: nothing to check then. */
    private static void checkOf(QualifiedName table, Column column, Findings findings) {
        for (Constraint constraint : column.constraints()) {
            boolean checks = constraint.kind() == Constraint.Kind.CHECK
                    || (constraint.kind() == Constraint.Kind.FOREIGN_KEY
                            && !(column.value() instanceof Column.Value.Missing));
            if (checks) {
                readsAllRows(table, constraint, findings);
            } else if (constraint.kind() != Constraint.Kind.FOREIGN_KEY) {
                buildsIndex(table, null, constraint, findings);
            }
        }
    }

    private static void readsAllRows(QualifiedName table, Constraint constraint, Findings findings) {
        QualifiedName other = constraint.references();
        findings.add(
                Rule.CONSTRAINT_WITHOUT_NOT_VALID,
                constraint.line(),
                other == null
                        ? "checks all rows of " + table + " under ACCESS EXCLUSIVE"
                        : "checks all rows of " + table + " while writes to it"
                                + (other.matches(table) ? "" : " and to " + other) + " wait",
                "add it as NOT VALID, and VALIDATE CONSTRAINT in the next script");
    }

    private static void buildsIndex(
            QualifiedName table, @Nullable KnownTable known, Constraint constraint, Findings findings) {
        findings.add(
                Rule.CONSTRAINT_WITHOUT_INDEX,
                constraint.line(),
                "builds the index of the " + constraint.kind() + " constraint while nobody can read or write " + table,
                constraint.kind() == Constraint.Kind.EXCLUDE
                        ? "there is no way to build it concurrently: choose a quiet hour, and set a statement_timeout"
                        : known != null && known.isPartitioned()
                                ? "create the constraint on each partition first, from a concurrently built index"
                                : "CREATE UNIQUE INDEX CONCURRENTLY in a script of its own, then ADD CONSTRAINT …"
                                        + " USING INDEX");
    }
}
