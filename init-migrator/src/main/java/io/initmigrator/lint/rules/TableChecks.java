package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;

/** What hurts in the other changes to a table that is in use. */
public final class TableChecks {

    private TableChecks() {}

    public static void check(Ddl command, KnownSchema schema, Findings findings) {
        switch (command) {
            case Ddl.AlterTable alter -> {
                if (!schema.isNew(alter.table())) {
                    checkChanges(alter, schema, findings);
                }
            }
            case Ddl.RewriteTables rewrite -> checkRewrite(rewrite, schema, findings);
            case Ddl.Truncate truncate ->
                truncate.tables().stream()
                        .filter(table -> !schema.isNew(table))
                        .forEach(table -> findings.add(
                                Rule.TRUNCATE,
                                "takes every row of " + table + " from the old version, and waits for ACCESS EXCLUSIVE",
                                "delete in batches what is no longer wanted, once no version uses it"));
            case Ddl.LockTables lock ->
                lock.tables().stream()
                        .filter(table -> !schema.isNew(table))
                        .forEach(
                                table -> findings.add(
                                        Rule.LOCK_TABLE,
                                        "holds " + lock.mode() + " on " + table + " to the end of the script",
                                        "leave it out: DDL takes the locks it needs, and init-migrator lets no second migration run"));
            case Ddl.Write write -> checkWrite(write, schema, findings);
            default -> {}
        }
    }

    private static void checkChanges(Ddl.AlterTable alter, KnownSchema schema, Findings findings) {
        KnownTable known = schema.table(alter.table());
        for (Ddl.Change change : alter.changes()) {
            ColumnChecks.check(alter.table(), known, schema.isUtc(), change, findings);
            ConstraintChecks.check(alter.table(), known, change, findings);
            if (change.what() instanceof TableChange.Rewrite(String what)) {
                findings.add(
                        Rule.TABLE_REWRITE,
                        change.line(),
                        what + " rewrites all of " + alter.table() + " under ACCESS EXCLUSIVE",
                        "do it outside of a rollout, in a maintenance window");
            } else if (change.what() instanceof TableChange.DisableTrigger(String trigger)) {
                findings.add(
                        Rule.DISABLE_TRIGGER,
                        change.line(),
                        "turns off " + (trigger.matches("all|user") ? "the triggers" : "trigger " + trigger) + " of "
                                + alter.table() + " for every session, and makes writes wait to the end of the script",
                        "let the trigger's own WHEN or function pass over what the migration writes");
            }
        }
    }

    private static void checkRewrite(Ddl.RewriteTables rewrite, KnownSchema schema, Findings findings) {
        boolean live = rewrite.tables().isEmpty() || rewrite.tables().stream().anyMatch(table -> !schema.isNew(table));
        if (live) {
            findings.add(
                    Rule.TABLE_REWRITE,
                    rewrite.what() + " rewrites "
                            + (rewrite.tables().isEmpty()
                                    ? "every table"
                                    : rewrite.tables().getFirst())
                            + " under ACCESS EXCLUSIVE",
                    "do it outside of a rollout, in a maintenance window");
        }
    }

    private static void checkWrite(Ddl.Write write, KnownSchema schema, Findings findings) {
        if (write.everyRow() && !schema.isNew(write.table())) {
            findings.add(
                    Rule.WHOLE_TABLE_WRITE,
                    write.what() + " without WHERE locks every row of " + write.table()
                            + " until the script ends, and leaves as many dead ones",
                    "work in batches outside of the migration, or limit it to the rows that need it");
        }
    }
}
