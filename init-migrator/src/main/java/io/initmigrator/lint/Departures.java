package io.initmigrator.lint;

import java.util.ArrayList;
import java.util.List;

/** Tables and views that a script takes away under their name. What gets a stand-in of the same name is not missed. */
final class Departures {

    private record Departure(Name name, Rule rule, int line, String reason, String remedy) {}

    private final List<Departure> departures = new ArrayList<>();

    void note(Command command, KnownSchema schema, int line) {
        switch (command) {
            case Command.Drop drop -> noteDrop(drop, schema, line);
            case Command.AlterTable alter -> noteRename(alter, schema);
            case Command.CreateView create -> replaced(create.view());
            case Command.CreateTable create -> forgiveGuard(create);
            default -> {}
        }
    }

    void report(Findings findings) {
        departures.forEach(gone -> findings.add(gone.rule(), gone.line(), gone.reason(), gone.remedy()));
    }

    private void noteDrop(Command.Drop drop, KnownSchema schema, int line) {
        if (!drop.kind().matches("TABLE|VIEW|MATERIALIZED VIEW")) {
            return;
        }
        for (Name name : drop.names()) {
            if (!schema.isNew(name)) {
                String guarded = drop.ifExists() && schema.table(name) == null ? " if it is there" : "";
                departures.add(new Departure(
                        name,
                        Rule.DROPPED_TABLE,
                        line,
                        "pods of the old version that still use " + name + " fail from here on" + guarded,
                        "drop it in the release after the one that no longer names it"));
            }
        }
    }

    private void noteRename(Command.AlterTable alter, KnownSchema schema) {
        for (Command.Change change : alter.changes()) {
            if (change.what() instanceof TableChange.RenameTable(Name to)) {
                replaced(to);
                if (!schema.isNew(alter.table())) {
                    departures.add(new Departure(
                            alter.table(),
                            Rule.RENAMED_TABLE,
                            change.line(),
                            "pods of the old version know " + to + " as " + alter.table() + " and fail from here on",
                            "leave an updatable view under the old name until no version uses it"));
                }
            }
        }
    }

    private void replaced(Name name) {
        departures.removeIf(gone -> gone.name().matches(name));
    }

    /** {@code DROP TABLE IF EXISTS} of a table that nobody knows, just before it is created, only makes sure. */
    private void forgiveGuard(Command.CreateTable create) {
        departures.removeIf(
                gone -> gone.name().matches(create.table()) && gone.reason().endsWith(" if it is there"));
    }
}
