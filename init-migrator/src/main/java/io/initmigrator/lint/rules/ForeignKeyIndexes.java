package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownIndex;
import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.Place;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds new foreign keys without an index on their own side, which a later statement may still create. */
final class ForeignKeyIndexes {

    private record ForeignKey(KnownTable table, Constraint constraint, Place statement) {}

    private final List<ForeignKey> added = new ArrayList<>();

    /** Notes the foreign keys that {@code command}, which the schema has learnt by now, adds to a table in use. */
    void note(Ddl command, Place statement, KnownSchema schema) {
        if (!(command instanceof Ddl.AlterTable alter)) {
            return;
        }
        KnownTable table = schema.table(alter.table());
        if (table == null || schema.isNew(table) || !table.isComplete()) {
            return;
        }
        alter.changes().stream()
                .flatMap(change -> constraintsOf(change.what()))
                .filter(constraint -> constraint.kind() == Constraint.Kind.FOREIGN_KEY)
                .forEach(constraint -> added.add(new ForeignKey(table, constraint, statement)));
    }

    void report(Findings findings) {
        added.stream().filter(key -> !isIndexed(key)).forEach(key -> {
            Constraint constraint = key.constraint();
            QualifiedName table = key.table().name();
            String columns = String.join(", ", constraint.columns());
            findings.enter(key.statement());
            findings.add(
                    Rule.FOREIGN_KEY_WITHOUT_INDEX,
                    constraint.place(),
                    "no index of " + table + " begins with " + columns + ": each delete in " + constraint.references()
                            + " reads all of it",
                    "CREATE INDEX CONCURRENTLY ON " + table + " (" + columns + ") in a script of its own");
        });
    }

    private static Stream<Constraint> constraintsOf(TableChange change) {
        return switch (change) {
            case TableChange.AddConstraint add -> Stream.of(add.constraint());
            case TableChange.AddColumn add -> add.column().constraints().stream();
            default -> Stream.of();
        };
    }

    private static boolean isIndexed(ForeignKey key) {
        List<String> columns = key.constraint().columns();
        return key.table().indexes().stream()
                .map(KnownIndex::declared)
                .anyMatch(index -> index.keys().size() >= columns.size()
                        && index.keys().subList(0, columns.size()).containsAll(columns));
    }
}
