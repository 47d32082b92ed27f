package io.initmigrator.command;

import io.initmigrator.command.rehearsal.MeasuredRelation;
import io.initmigrator.command.rehearsal.RehearsalResult;
import io.initmigrator.command.rehearsal.RehearsedScript;
import io.initmigrator.command.rehearsal.StatementMeasurement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Renders a rehearsal as text: for each script its duration, and statements that block others, rewrite, read or are slow. */
final class RehearsalText {

    /** From which a statement is shown for its duration alone. */
    private static final Duration SLOW = Duration.ofMillis(500);

    private RehearsalText() {}

    static String summary(RehearsalResult rehearsal) {
        String where = "rehearsal on " + rehearsal.database() + ": ";
        String base = rehearsal.base() == 0 ? "" : " after " + rehearsal.base() + " scripts of the base";
        return where
                + rehearsal
                        .failure()
                        .map(failure -> "failed: " + failure.sentence())
                        .orElse(rehearsal.scripts().size() + " scripts succeeded" + base);
    }

    static List<String> lines(RehearsedScript script) {
        List<String> lines = new ArrayList<>();
        lines.add("  rehearsed in " + script.duration().toMillis() + " ms");
        for (StatementMeasurement statement : script.statements()) {
            List<String> facts = facts(statement);
            if (!facts.isEmpty() || statement.duration().compareTo(SLOW) >= 0) {
                facts.addFirst(statement.duration().toMillis() + " ms");
                lines.add("    " + (statement.line() == 0 ? statement.statement() : "line " + statement.line()) + ": "
                        + String.join(", ", facts));
            }
        }
        return lines;
    }

    private static List<String> facts(StatementMeasurement statement) {
        List<String> facts = new ArrayList<>();
        statement.locks().forEach((relation, mode) -> {
            if (mode.blocksWrites()) {
                facts.add(mode + " on " + relation);
            }
        });
        add("rewrote ", statement.rewritten(), facts);
        add("rebuilt ", statement.rebuilt(), facts);
        statement.read().forEach((relation, rows) -> facts.add("read " + rows + " rows of " + relation));
        return facts;
    }

    private static void add(String verb, List<MeasuredRelation> relations, List<String> facts) {
        if (!relations.isEmpty()) {
            facts.add(verb + relations.stream().map(MeasuredRelation::toString).collect(Collectors.joining(", ")));
        }
    }
}
