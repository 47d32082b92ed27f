package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables, views and columns that a script takes away under their name. What gets a stand-in of the same name in the same
 * script is not missed.
 */
final class RemovedObjects {

    /** What is gone; {@code column} is empty for a whole table or view. */
    private record RemovedObject(
            QualifiedName table, String column, Rule rule, int line, int statementLine, String reason) {

        boolean is(QualifiedName otherTable, String otherColumn) {
            return table.matches(otherTable) && column.equals(otherColumn);
        }
    }

    private static final String IF_THERE = " if it is there";

    private final List<RemovedObject> departures = new ArrayList<>();
    private int statementLine;

    void note(Ddl command, KnownSchema schema, int line) {
        statementLine = line;
        switch (command) {
            case Ddl.Drop drop -> noteDrop(drop, schema, line);
            case Ddl.AlterTable alter -> alter.changes().forEach(change -> note(alter.table(), change, schema));
            case Ddl.CreateView create -> replaced(create.view(), "");
            case Ddl.CreateTable create ->
                departures.removeIf(
                        gone -> gone.is(create.table(), "") && gone.reason().endsWith(IF_THERE));
            default -> {}
        }
    }

    void report(Findings findings) {
        departures.forEach(gone -> {
            findings.enter(gone.statementLine());
            findings.add(gone.rule(), gone.line(), gone.reason(), remedy(gone.rule()));
        });
    }

    private void noteDrop(Ddl.Drop drop, KnownSchema schema, int line) {
        if (!drop.kind().matches("TABLE|VIEW|MATERIALIZED VIEW")) {
            return;
        }
        for (QualifiedName name : drop.names()) {
            if (!schema.isNew(name)) {
                String guarded = drop.ifExists() && schema.table(name) == null ? IF_THERE : "";
                add(name, "", Rule.DROPPED_TABLE, line, missed(name.toString()) + guarded);
            }
        }
    }

    private void note(QualifiedName table, Ddl.Change change, KnownSchema schema) {
        switch (change.what()) {
            case TableChange.RenameTable(QualifiedName to) -> {
                replaced(to, "");
                if (!schema.isNew(table)) {
                    add(table, "", Rule.RENAMED_TABLE, change.line(), known(to.toString(), table.toString()));
                }
            }
            case TableChange.DropColumn(String column) -> {
                if (isInUse(table, column, schema)) {
                    add(table, column, Rule.DROPPED_COLUMN, change.line(), missed(table + "." + column));
                }
            }
            case TableChange.RenameColumn(String from, String to) -> {
                replaced(table, to);
                if (isInUse(table, from, schema)) {
                    add(table, from, Rule.RENAMED_COLUMN, change.line(), known(table + "." + to, from));
                }
            }
            case TableChange.AddColumn add -> replaced(table, add.column().name());
            default -> {}
        }
    }

    private void add(QualifiedName table, String column, Rule rule, int line, String reason) {
        departures.add(new RemovedObject(table, column, rule, line, statementLine, reason));
    }

    private void replaced(QualifiedName table, String column) {
        departures.removeIf(gone -> gone.is(table, column));
    }

    private static boolean isInUse(QualifiedName table, String column, KnownSchema schema) {
        KnownTable known = schema.table(table);
        return known == null || (!known.isNew() && !known.isNewColumn(column));
    }

    private static String missed(String what) {
        return "pods of the old version that still use " + what + " fail from here on";
    }

    private static String known(String now, String before) {
        return "pods of the old version know " + now + " as " + before + " and fail from here on";
    }

    private static String remedy(Rule rule) {
        return switch (rule) {
            case RENAMED_TABLE -> "leave an updatable view under the old name until no version uses it";
            case RENAMED_COLUMN -> "add the new column, write both, fill it, and drop the old one in a later release";
            default -> "drop it in the release after the one that no longer names it";
        };
    }
}
