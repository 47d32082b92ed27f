package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownIndex;
import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.Index;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.QualifiedName;

/** Checks of indexes and materialized views in use. */
final class IndexChecks {

    private IndexChecks() {}

    static void check(Ddl command, KnownSchema schema, Findings findings) {
        switch (command) {
            case Ddl.CreateIndex create -> {
                if (!schema.isNew(create.index().table())) {
                    checkCreate(create, schema, findings);
                }
            }
            case Ddl.DropIndex drop -> checkDrop(drop, schema, findings);
            case Ddl.MoveIndex(QualifiedName index) -> {
                if (isLive(index, schema)) {
                    findings.add(
                            Rule.INDEX_REWRITE,
                            "copies " + index
                                    + " under ACCESS EXCLUSIVE, and every query on its table waits to open it",
                            "create the index again in the other tablespace, CONCURRENTLY, and drop this one");
                }
            }
            case Ddl.Reindex reindex -> checkReindex(reindex, schema, findings);
            case Ddl.RefreshView refresh -> checkRefresh(refresh, schema, findings);
            default -> {}
        }
    }

    private static void checkCreate(Ddl.CreateIndex create, KnownSchema schema, Findings findings) {
        Index index = create.index();
        KnownTable table = schema.table(index.table());
        boolean partitioned = table != null && table.isPartitioned();
        boolean known = create.ifNotExists() && schema.index(index.table().renamed(index.name())) != null;
        if (!create.concurrently() && !known && !(create.onlyParent() && partitioned)) {
            findings.add(
                    Rule.INDEX_WITHOUT_CONCURRENTLY,
                    "writes to " + index.table() + " wait until the index is built",
                    partitioned
                            ? "CREATE INDEX … ON ONLY " + index.table()
                                    + ", build each partition's CONCURRENTLY, and ALTER INDEX … ATTACH PARTITION"
                            : "CREATE INDEX CONCURRENTLY in a script of its own");
        }
        if (create.concurrently() && create.ifNotExists() && !known) {
            findings.add(
                    Rule.CONCURRENTLY_IF_NOT_EXISTS,
                    "if an earlier build was interrupted, IF NOT EXISTS keeps the invalid index " + index.name()
                            + " that it left",
                    "leave out IF NOT EXISTS; MIGRATOR_WHEN_INTERRUPTED=retry drops what is invalid first");
        }
    }

    private static void checkDrop(Ddl.DropIndex drop, KnownSchema schema, Findings findings) {
        drop.indexes().stream()
                .filter(index -> !drop.concurrently() && isLive(index, schema))
                .filter(index -> !drop.ifExists() || schema.index(index) != null)
                .forEach(index -> findings.add(
                        Rule.DROP_INDEX_WITHOUT_CONCURRENTLY,
                        "waits for ACCESS EXCLUSIVE on the table of " + index + ", and every query queues behind it",
                        "DROP INDEX CONCURRENTLY in a script of its own"));
    }

    private static void checkReindex(Ddl.Reindex reindex, KnownSchema schema, Findings findings) {
        boolean live = reindex.what().equals("INDEX") ? isLive(reindex.name(), schema) : !schema.isNew(reindex.name());
        if (!reindex.concurrently() && live) {
            KnownIndex index = reindex.what().equals("INDEX") ? schema.index(reindex.name()) : null;
            String table = index == null
                    ? (reindex.what().equals("INDEX") ? "its table" : String.valueOf(reindex.name()))
                    : index.table().name().toString();
            findings.add(
                    Rule.REINDEX_WITHOUT_CONCURRENTLY,
                    "writes to " + table + " wait until " + reindex.name()
                            + " is rebuilt, and so do reads: to plan a query, PostgreSQL opens every index",
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

    private static boolean isLive(QualifiedName index, KnownSchema schema) {
        KnownIndex known = schema.index(index);
        return known == null || !schema.isNew(known.table());
    }
}
