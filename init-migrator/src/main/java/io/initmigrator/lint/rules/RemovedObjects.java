package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownColumn;
import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.ColumnType;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.Place;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tables, views and columns that a script removes under their name. One that gets a replacement of the same name in the same
 * script is not missed, unless its data are.
 */
final class RemovedObjects {

    /**
     * A removed table, view or column.
     *
     * @param column empty for a table or a view
     * @param type the column's, null if it is not known
     * @param hasData whether rows are lost with it that a new object of the same name does not have
     */
    private record RemovedObject(
            QualifiedName table,
            String column,
            @Nullable ColumnType type,
            boolean hasData,
            Rule rule,
            Place at,
            Place statement,
            String reason) {}

    private final Map<String, List<RemovedObject>> removed = new LinkedHashMap<>();
    private final Findings findings;
    private Place place = new Place(1, 1);

    RemovedObjects(Findings findings) {
        this.findings = findings;
    }

    void note(Statement statement, Ddl command, KnownSchema schema) {
        place = statement.place();
        switch (command) {
            case Ddl.Drop drop -> noteDrop(drop, schema);
            case Ddl.AlterTable alter -> alter.changes().forEach(change -> note(alter.table(), change, schema));
            case Ddl.CreateView create -> replace(create.view(), "", each -> true);
            case Ddl.CreateTable create -> replace(create.table(), "", each -> !each.hasData());
            default -> {}
        }
    }

    void report() {
        removed.values().stream().flatMap(List::stream).forEach(each -> {
            findings.enter(each.statement());
            findings.add(each.rule(), each.at(), each.reason(), remedy(each.rule()));
        });
    }

    private void noteDrop(Ddl.Drop drop, KnownSchema schema) {
        if (!Ddl.RELATIONS.contains(drop.kind())) {
            return;
        }
        for (QualifiedName name : drop.names()) {
            if (!schema.isNew(name)) {
                boolean guarded = drop.ifExists() && schema.table(name) == null;
                boolean hasData = drop.kind().equals("TABLE") && !guarded;
                add(
                        name,
                        "",
                        null,
                        hasData,
                        Rule.DROPPED_TABLE,
                        place,
                        missed(name.toString()) + (guarded ? " if it is there" : ""));
            }
        }
    }

    private void note(QualifiedName table, Ddl.Change change, KnownSchema schema) {
        switch (change.what()) {
            case TableChange.RenameTable(QualifiedName to) -> {
                replace(to, "", each -> true);
                if (!schema.isNew(table)) {
                    add(
                            table,
                            "",
                            null,
                            true,
                            Rule.RENAMED_TABLE,
                            change.place(),
                            known(to.toString(), table.toString()));
                }
            }
            case TableChange.DropColumn(String column, boolean _) -> {
                if (isInUse(table, column, schema)) {
                    String reason = missed(table + "." + column);
                    add(
                            table,
                            column,
                            typeOf(table, column, schema),
                            true,
                            Rule.DROPPED_COLUMN,
                            change.place(),
                            reason);
                }
            }
            case TableChange.RenameColumn(String from, String to) -> {
                replace(table, to, each -> true);
                if (isInUse(table, from, schema)) {
                    String reason = known(table + "." + to, from);
                    add(table, from, null, false, Rule.RENAMED_COLUMN, change.place(), reason);
                }
            }
            case TableChange.AddColumn(Column column, boolean _) -> add(table, column, change);
            default -> {}
        }
    }

    /** A computed column has its values at once; any other that stands in for a dropped one has lost them. */
    private void add(QualifiedName table, Column column, Ddl.Change change) {
        boolean computed = column.value() instanceof Column.Value.Generated;
        candidates(table, column.name())
                .filter(each -> each.type() != null && !each.type().equals(column.type()))
                .toList()
                .forEach(each -> findings.add(
                        Rule.CHANGED_TYPE,
                        change.place(),
                        "the values of " + table + "." + column.name()
                                + " are lost, and pods of the old version read and" + " write it as " + each.type()
                                + ", not as " + column.type(),
                        "add the new column under another name, fill it in batches, and drop the old one in a later"
                                + " release or in a script declared after-rollout"));
        replace(table, column.name(), each -> computed || !each.hasData());
    }

    private void add(
            QualifiedName table,
            String column,
            @Nullable ColumnType type,
            boolean hasData,
            Rule rule,
            Place at,
            String reason) {
        removed.computeIfAbsent(key(table, column), key -> new ArrayList<>())
                .add(new RemovedObject(table, column, type, hasData, rule, at, place, reason));
    }

    private void replace(QualifiedName table, String column, Predicate<RemovedObject> condition) {
        List<RemovedObject> same = removed.get(key(table, column));
        if (same != null) {
            same.removeIf(each -> each.table().matches(table) && condition.test(each));
        }
    }

    private Stream<RemovedObject> candidates(QualifiedName table, String column) {
        return removed.getOrDefault(key(table, column), List.of()).stream()
                .filter(each -> each.table().matches(table));
    }

    private static String key(QualifiedName table, String column) {
        return table.local() + '\n' + column;
    }

    private static @Nullable ColumnType typeOf(QualifiedName table, String column, KnownSchema schema) {
        KnownTable known = schema.table(table);
        KnownColumn found = known == null ? null : known.column(column);
        return found == null ? null : found.type();
    }

    private static boolean isInUse(QualifiedName table, String column, KnownSchema schema) {
        KnownTable known = schema.table(table);
        KnownColumn found = known == null ? null : known.column(column);
        return (known == null || !schema.isNew(known)) && (found == null || !schema.isNew(found));
    }

    private static String missed(String what) {
        return "pods of the old version that still use " + what + " fail from here on";
    }

    private static String known(String now, String before) {
        return "pods of the old version know " + now + " as " + before + " and fail from here on";
    }

    private static String remedy(Rule rule) {
        return switch (rule) {
            case RENAMED_TABLE ->
                "leave an updatable view under the old name until no version uses it, or declare the script after-rollout";
            case RENAMED_COLUMN ->
                "add the new column, write both, fill it, and drop the old one in a later release or in a script"
                        + " declared after-rollout";
            default ->
                "drop it in the release after the one that no longer names it, or in a script declared after-rollout";
        };
    }
}
