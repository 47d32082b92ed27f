package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.Conditions;
import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.QualifiedName;

/** Checks of tables in use as a whole: rewrites, triggers, whole-table writes, explicit locks. */
final class TableChecks {

    private TableChecks() {}

    static void check(Ddl command, boolean isWhole, KnownSchema schema, Findings findings) {
        switch (command) {
            case Ddl.AlterTable alter -> {
                if (!schema.isNew(alter.table())) {
                    checkChanges(alter, schema, findings);
                }
            }
            case Ddl.RewriteTables rewrite -> checkRewrite(rewrite, schema, findings);
            case Ddl.Truncate truncate -> checkTruncate(truncate, schema, findings);
            case Ddl.LockTables lock ->
                lock.tables().stream()
                        .filter(table -> !schema.isNew(table))
                        .forEach(
                                table -> findings.add(
                                        Rule.LOCK_TABLE,
                                        "holds " + lock.mode() + " on " + table + " to the end of the script",
                                        "leave it out: DDL takes the locks it needs, and init-migrator lets no second migration run"));
            case Ddl.Write write -> {
                if (isWhole) {
                    checkWrite(write, schema, findings);
                }
            }
            default -> {}
        }
    }

    private static void checkChanges(Ddl.AlterTable alter, KnownSchema schema, Findings findings) {
        new ColumnChecks(alter, schema, findings).check();
        new ConstraintChecks(alter, schema, findings).check();
        for (Ddl.Change change : alter.changes()) {
            if (change.what() instanceof TableChange.Rewrite(String what)) {
                findings.add(
                        Rule.TABLE_REWRITE,
                        change.place(),
                        what + " rewrites all of " + alter.table() + " under ACCESS EXCLUSIVE",
                        "do it outside of a rollout, in a maintenance window");
            } else if (change.what() instanceof TableChange.DisableTrigger(String trigger)) {
                findings.add(
                        Rule.DISABLE_TRIGGER,
                        change.place(),
                        "turns off " + (trigger.matches("all|user") ? "the triggers" : "trigger " + trigger) + " of "
                                + alter.table() + " for every session, and makes writes wait to the end of the script",
                        "let the trigger's own WHEN or function pass over what the migration writes");
            }
        }
    }

    private static void checkRewrite(Ddl.RewriteTables rewrite, KnownSchema schema, Findings findings) {
        boolean live = rewrite.tables().isEmpty() || rewrite.tables().stream().anyMatch(table -> !schema.isNew(table));
        if (live) {
            boolean indexes = rewrite.what().contains("INDEX");
            findings.add(
                    indexes ? Rule.INDEX_REWRITE : Rule.TABLE_REWRITE,
                    rewrite.what() + " rewrites "
                            + (rewrite.tables().isEmpty()
                                    ? "every " + (indexes ? "index" : "table")
                                    : rewrite.tables().getFirst())
                            + " under ACCESS EXCLUSIVE",
                    "do it outside of a rollout, in a maintenance window");
        }
    }

    private static void checkTruncate(Ddl.Truncate truncate, KnownSchema schema, Findings findings) {
        for (QualifiedName table : truncate.tables()) {
            if (!schema.isNew(table)) {
                findings.add(
                        Rule.TRUNCATE,
                        "takes every row of " + table
                                + (truncate.cascade() ? " and of all tables that refer to it" : "")
                                + " from the old version, and waits for ACCESS EXCLUSIVE",
                        "delete in batches what is no longer wanted, once no version uses it");
            }
        }
    }

    private static void checkWrite(Ddl.Write write, KnownSchema schema, Findings findings) {
        boolean limits = !write.what().equals("UPDATE") && !write.what().equals("DELETE");
        if (limits || schema.isNew(write.table())) {
            return;
        }
        if (write.condition() == null || Conditions.alwaysHold(write.condition(), schema.table(write.table()))) {
            findings.add(
                    Rule.WHOLE_TABLE_WRITE,
                    write.what() + (write.condition() == null ? " without WHERE" : " for which WHERE always holds")
                            + " locks every row of " + write.table()
                            + " until the script ends, and leaves as many dead ones",
                    "work in batches outside of the migration, or limit it to the rows that need it");
        }
    }
}
