package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of the partitions of tables in use. */
final class PartitionChecks {

    private PartitionChecks() {}

    static void check(Ddl command, KnownSchema schema, Findings findings) {
        if (command instanceof Ddl.CreateTable create && create.partition() != null) {
            checkCreate(create.partition(), schema, findings);
        } else if (command instanceof Ddl.AlterTable alter && !schema.isNew(alter.table())) {
            alter.changes().forEach(change -> check(alter.table(), change, schema, findings));
        }
    }

    private static void checkCreate(Ddl.Partition partition, KnownSchema schema, Findings findings) {
        if (schema.isNew(partition.of())) {
            return;
        }
        KnownTable parent = schema.table(partition.of());
        KnownTable others = parent == null || partition.isDefault() ? null : parent.defaultPartition();
        findings.add(
                Rule.CREATE_PARTITION_OF,
                "waits for ACCESS EXCLUSIVE on " + partition.of() + ", and every query queues behind it"
                        + (others == null ? "" : "; then reads all of " + others.name() + " for rows that belong here"),
                "CREATE TABLE … (LIKE " + partition.of()
                        + " INCLUDING ALL), then ATTACH PARTITION, which lets queries go on");
    }

    private static void check(QualifiedName table, Ddl.Change change, KnownSchema schema, Findings findings) {
        if (change.what() instanceof TableChange.DetachPartition(QualifiedName partition, boolean concurrently)
                && !concurrently) {
            findings.add(
                    Rule.REQUIRE_CONCURRENT_PARTITION_DETACH,
                    change.place(),
                    "waits for ACCESS EXCLUSIVE on " + table + " and " + partition
                            + ", and every query queues behind it",
                    "DETACH PARTITION … CONCURRENTLY (PostgreSQL 14) in a script of its own");
        } else if (change.what() instanceof TableChange.AttachPartition(QualifiedName name, boolean isDefault)) {
            checkAttach(table, change, name, schema, findings);
        }
    }

    private static void checkAttach(
            QualifiedName table, Ddl.Change change, QualifiedName name, KnownSchema schema, Findings findings) {
        KnownTable parent = schema.table(table);
        KnownTable partition = schema.table(name);
        KnownTable others = parent == null ? null : parent.defaultPartition();
        boolean proven = partition != null && isProven(partition, parent);
        boolean empty = partition != null && schema.isNew(partition);
        if ((proven || empty) && others == null) {
            return;
        }
        findings.add(
                Rule.ATTACH_PARTITION,
                change.place(),
                "reads all of " + (proven || empty ? "" : name + (others == null ? "" : " and "))
                        + (others == null ? "" : others.name())
                        + " under ACCESS EXCLUSIVE to prove where the rows belong",
                "first add a CHECK that says the same as the bounds to " + name
                        + ", NOT VALID, and validate it in the next script"
                        + (others == null ? "" : "; one that excludes them to " + others.name()));
    }

    /** Returns whether a validated check of the key may prove the bounds; only PostgreSQL can decide. */
    private static boolean isProven(KnownTable partition, @Nullable KnownTable parent) {
        List<String> key = parent == null ? List.of() : parent.partitionKey();
        return !key.isEmpty()
                && partition.constraints().stream()
                        .filter(each -> each.kind() == Constraint.Kind.CHECK && each.isValidated())
                        .anyMatch(each -> key.stream().allMatch(each::concerns));
    }
}
