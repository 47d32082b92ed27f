package io.initmigrator.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.command.PlanResult.Script;
import io.initmigrator.lint.report.Severity;
import io.initmigrator.schema.Problem;

/**
 * The plan as one JSON object: {@code required}, {@code recorded}, {@code mismatch}, {@code errors}, {@code warnings}, {@code notes},
 * {@code rehearsal} and {@code scripts}, each with {@code statements} (null if it is not SQL), {@code findings} and {@code measured}. A value that does not exist is
 * null.
 */
final class PlanJson {

    private PlanJson() {}

    static String of(PlanResult preview) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("required", preview.requiredVersion())
                .put("recorded", preview.recordedVersion())
                .put("mismatch", preview.mismatch().map(Problem::toString).orElse(null))
                .put("errors", preview.count(Severity.ERROR))
                .put("warnings", preview.count(Severity.WARNING));
        ArrayNode notes = json.putArray("notes");
        preview.notes().forEach(notes::add);
        RehearsalJson.put(preview.rehearsal(), json);
        ArrayNode scripts = json.putArray("scripts");
        preview.scripts().forEach(script -> script(script, scripts.addObject()));
        return json.toPrettyString();
    }

    private static void script(Script script, ObjectNode json) {
        json.put("script", script.name())
                .put("version", script.version())
                .put("inTransaction", script.inTransaction())
                .put("deferred", script.deferred());
        script.review()
                .ifPresentOrElse(review -> ReviewJson.put(review.statements(), json), () -> json.putNull("statements"));
        ReviewJson.putFindings(script.findings(), json);
        RehearsalJson.putMeasured(script.measured(), json);
    }
}
