package io.initmigrator.lint;

import java.util.ArrayList;
import java.util.List;

/**
 * Tables, views and columns that a script takes away under their name. What gets a stand-in of the same name in the same
 * script is not missed.
 */
final class Departures {

    /** What is gone; {@code column} is empty for a whole table or view. */
    private record Departure(Name table, String column, Rule rule, int line, int statementLine, String reason) {

        boolean is(Name otherTable, String otherColumn) {
            return table.matches(otherTable) && column.equals(otherColumn);
        }
    }

    private static final String IF_THERE = " if it is there";

    private final List<Departure> departures = new ArrayList<>();
    private int statementLine;

    void note(Command command, KnownSchema schema, int line) {
        statementLine = line;
        switch (command) {
            case Command.Drop drop -> noteDrop(drop, schema, line);
            case Command.AlterTable alter -> alter.changes().forEach(change -> note(alter.table(), change, schema));
            case Command.CreateView create -> replaced(create.view(), "");
            case Command.CreateTable create ->
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

    private void noteDrop(Command.Drop drop, KnownSchema schema, int line) {
        if (!drop.kind().matches("TABLE|VIEW|MATERIALIZED VIEW")) {
            return;
        }
        for (Name name : drop.names()) {
            if (!schema.isNew(name)) {
                String guarded = drop.ifExists() && schema.table(name) == null ? IF_THERE : "";
                add(name, "", Rule.DROPPED_TABLE, line, missed(name.toString()) + guarded);
            }
        }
    }

    private void note(Name table, Command.Change change, KnownSchema schema) {
        switch (change.what()) {
            case TableChange.RenameTable(Name to) -> {
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

    private void add(Name table, String column, Rule rule, int line, String reason) {
        departures.add(new Departure(table, column, rule, line, statementLine, reason));
    }

    private void replaced(Name table, String column) {
        departures.removeIf(gone -> gone.is(table, column));
    }

    private static boolean isInUse(Name table, String column, KnownSchema schema) {
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
