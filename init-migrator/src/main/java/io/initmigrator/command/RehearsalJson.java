package io.initmigrator.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.command.rehearsal.MeasuredRelation;
import io.initmigrator.command.rehearsal.RehearsalResult;
import io.initmigrator.command.rehearsal.RehearsedScript;
import io.initmigrator.command.rehearsal.StatementMeasurement;
import io.initmigrator.schema.MigrationFailure;
import java.util.List;
import java.util.Optional;

/** The parts of a plan's JSON that a rehearsal measured; null without one. Durations are in milliseconds. */
final class RehearsalJson {

    private RehearsalJson() {}

    /** Adds {@code rehearsal}. */
    static void put(Optional<RehearsalResult> rehearsal, ObjectNode plan) {
        if (rehearsal.isEmpty()) {
            plan.putNull("rehearsal");
            return;
        }
        RehearsalResult result = rehearsal.get();
        ObjectNode json = plan.putObject("rehearsal")
                .put("database", result.database())
                .put("baseScripts", result.base())
                .put("succeeded", result.failure().isEmpty());
        if (result.failure().isEmpty()) {
            json.putNull("failure");
            return;
        }
        MigrationFailure failure = result.failure().get();
        json.putObject("failure")
                .put("script", failure.script())
                .put("line", failure.line())
                .put("sqlState", failure.sqlState())
                .put("message", failure.message());
    }

    /** Adds {@code measured}. */
    static void putMeasured(Optional<RehearsedScript> measured, ObjectNode script) {
        if (measured.isEmpty()) {
            script.putNull("measured");
            return;
        }
        ObjectNode json = script.putObject("measured")
                .put("milliseconds", measured.get().duration().toMillis());
        ArrayNode statements = json.putArray("statements");
        measured.get().statements().forEach(statement -> put(statement, statements.addObject()));
    }

    private static void put(StatementMeasurement statement, ObjectNode json) {
        json.put("line", statement.line())
                .put("statement", statement.statement())
                .put("milliseconds", statement.duration().toMillis());
        if (statement.transactional()) {
            ArrayNode locks = json.putArray("locks");
            statement
                    .locks()
                    .forEach((relation, mode) -> locks.addObject()
                            .put("relation", relation.toString())
                            .put("mode", mode.toString()));
        } else {
            json.putNull("locks");
        }
        putNames("rewritten", statement.rewritten(), json);
        putNames("rebuilt", statement.rebuilt(), json);
        ArrayNode read = json.putArray("read");
        statement
                .read()
                .forEach((relation, rows) ->
                        read.addObject().put("relation", relation.toString()).put("rows", rows));
    }

    private static void putNames(String field, List<MeasuredRelation> relations, ObjectNode json) {
        ArrayNode names = json.putArray(field);
        relations.forEach(relation -> names.add(relation.toString()));
    }
}
