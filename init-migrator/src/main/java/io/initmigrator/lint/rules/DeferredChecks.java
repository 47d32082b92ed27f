package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;

/** Checks of a script that runs after the rollout: the new version starts without what it creates. */
final class DeferredChecks {

    private static final String REMEDY = "create it in a script that is not declared after-rollout";

    private DeferredChecks() {}

    static void check(Ddl command, KnownSchema schema, Findings findings) {
        switch (command) {
            case Ddl.CreateTable create -> {
                if (!create.temporary() && create.partition() == null) {
                    findings.add(Rule.CREATED_AFTER_ROLLOUT, reason("table " + create.table()), REMEDY);
                }
            }
            case Ddl.AlterTable alter -> checkColumns(alter, schema, findings);
            default -> {}
        }
    }

    private static void checkColumns(Ddl.AlterTable alter, KnownSchema schema, Findings findings) {
        KnownTable table = schema.table(alter.table());
        if (table != null && schema.isNew(table)) {
            return;
        }
        for (Ddl.Change change : alter.changes()) {
            if (change.what() instanceof TableChange.AddColumn add) {
                findings.add(
                        Rule.CREATED_AFTER_ROLLOUT,
                        change.place(),
                        reason("column " + alter.table() + "." + add.column().name()),
                        REMEDY);
            }
        }
    }

    private static String reason(String what) {
        return "the new version starts without " + what + ", which this script creates after the rollout";
    }
}
