package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.QualifiedName;

/** What hurts in indexes and materialized views that are in use. */
public final class IndexChecks {

    private IndexChecks() {}

    public static void check(Ddl command, KnownSchema schema, Findings findings) {
        switch (command) {
            case Ddl.CreateIndex create -> {
                if (!schema.isNew(create.table())) {
                    checkCreate(create, schema, findings);
                }
            }
            case Ddl.DropIndex drop -> checkDrop(drop, schema, findings);
            case Ddl.Reindex reindex -> checkReindex(reindex, schema, findings);
            case Ddl.RefreshView refresh -> checkRefresh(refresh, schema, findings);
            default -> {}
        }
    }

    private static void checkCreate(Ddl.CreateIndex create, KnownSchema schema, Findings findings) {
        KnownTable table = schema.table(create.table());
        boolean partitioned = table != null && table.isPartitioned();
        if (!create.concurrently() && !(create.onlyParent() && partitioned)) {
            findings.add(
                    Rule.INDEX_WITHOUT_CONCURRENTLY,
                    "writes to " + create.table() + " wait until the index is built",
                    partitioned
                            ? "CREATE INDEX … ON ONLY " + create.table()
                                    + ", build each partition's CONCURRENTLY, and ALTER INDEX … ATTACH PARTITION"
                            : "CREATE INDEX CONCURRENTLY in a script of its own");
        }
        if (create.concurrently()
                && create.ifNotExists()
                && schema.tableOf(new QualifiedName("", create.name())) == null) {
            findings.add(
                    Rule.CONCURRENTLY_IF_NOT_EXISTS,
                    "if an earlier build was interrupted, IF NOT EXISTS keeps the invalid index " + create.name()
                            + " that it left",
                    "leave out IF NOT EXISTS; MIGRATOR_WHEN_INTERRUPTED=retry drops what is invalid first");
        }
    }

    private static void checkDrop(Ddl.DropIndex drop, KnownSchema schema, Findings findings) {
        drop.indexes().stream()
                .filter(index -> !drop.concurrently() && !schema.isNewIndex(index))
                .filter(index -> !drop.ifExists() || schema.tableOf(index) != null)
                .forEach(index -> findings.add(
                        Rule.DROP_INDEX_WITHOUT_CONCURRENTLY,
                        "waits for ACCESS EXCLUSIVE on the table of " + index + ", and every query queues behind it",
                        "DROP INDEX CONCURRENTLY in a script of its own"));
    }

    private static void checkReindex(Ddl.Reindex reindex, KnownSchema schema, Findings findings) {
        boolean live = !schema.isNew(reindex.name()) && !schema.isNewIndex(reindex.name());
        if (!reindex.concurrently() && live) {
            findings.add(
                    Rule.REINDEX_WITHOUT_CONCURRENTLY,
                    "writes, and reads that would use the index, wait until " + reindex.name() + " is rebuilt",
                    "REINDEX " + reindex.what() + " CONCURRENTLY in a script of its own");
        }
    }

    private static void checkRefresh(Ddl.RefreshView refresh, KnownSchema schema, Findings findings) {
        if (!refresh.concurrently() && !schema.isNew(refresh.view())) {
            findings.add(
                    Rule.REFRESH_WITHOUT_CONCURRENTLY,
                    "nobody can read " + refresh.view() + " until it is filled",
                    "give it a unique index, and REFRESH MATERIALIZED VIEW CONCURRENTLY");
        }
    }
}
