package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.ColumnType;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.QualifiedName;
import org.jspecify.annotations.Nullable;

/** What hurts in the columns of a table that is in use. */
final class ColumnChecks {

    private ColumnChecks() {}

    static void check(
            QualifiedName table, @Nullable KnownTable known, boolean utc, Ddl.Change change, Findings findings) {
        int line = change.line();
        switch (change.what()) {
            case TableChange.AddColumn add -> checkNew(table, add.column(), line, findings);
            case TableChange.SetNotNull set -> checkNotNull(table, known, set.column(), line, findings);
            case TableChange.ChangeType type -> checkType(table, known, utc, type, line, findings);
            default -> {}
        }
    }

    private static void checkNew(QualifiedName table, Column column, int line, Findings findings) {
        if (column.value() instanceof Column.Value.PerRow(String cause)) {
            findings.add(
                    Rule.TABLE_REWRITE,
                    line,
                    "a new column with its own value in each row (" + cause + ") rewrites all of " + table
                            + " under ACCESS EXCLUSIVE",
                    "add it without a value, set the default in a statement of its own, and fill old rows in batches");
        } else if (column.notNull() && column.value() instanceof Column.Value.Missing) {
            findings.add(
                    Rule.REQUIRED_COLUMN,
                    line,
                    "NOT NULL without a default fails if " + table
                            + " has a row, and the old version cannot insert any",
                    "give it a constant default, or add it nullable and require it in a later release");
        }
    }

    private static void checkNotNull(
            QualifiedName table, @Nullable KnownTable known, String column, int line, Findings findings) {
        if (known == null || !known.holdsNoNull(column)) {
            findings.add(
                    Rule.SET_NOT_NULL,
                    line,
                    "reads all of " + table + " under ACCESS EXCLUSIVE to prove that " + column + " holds no null",
                    "ADD CONSTRAINT … CHECK (" + column
                            + " IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT in the next script,"
                            + " then SET NOT NULL");
        }
    }

    private static void checkType(
            QualifiedName table,
            @Nullable KnownTable known,
            boolean utc,
            TableChange.ChangeType change,
            int line,
            Findings findings) {
        ColumnType before = known == null ? null : known.typeOf(change.column());
        String what =
                table + "." + change.column() + (before == null ? "" : " from " + before) + " to " + change.type();
        boolean rewrites = before == null ? !change.type().isUnlimitedText() : before.rewrittenTo(change.type(), utc);
        if (rewrites || change.converted()) {
            findings.add(
                    Rule.TABLE_REWRITE,
                    line,
                    "changing " + what + (before == null ? " most likely" : "")
                            + " rewrites all rows and indexes under ACCESS EXCLUSIVE",
                    "add a column of the new type, fill it in batches, and switch over in a later release");
        }
        if (before == null || !before.widensTo(change.type())) {
            findings.add(
                    Rule.CHANGED_TYPE,
                    line,
                    "pods of the old version read and write " + table + "." + change.column() + " as "
                            + (before == null ? "what it was" : before) + ", not as " + change.type(),
                    "add a column of the new type and drop the old one in a later release");
        }
    }
}
