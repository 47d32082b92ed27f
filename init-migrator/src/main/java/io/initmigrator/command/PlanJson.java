package io.initmigrator.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.command.PlanResult.Script;
import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.report.Severity;
import io.initmigrator.lint.report.StatementEffect;
import java.util.Locale;

/**
 * The plan as one JSON object: {@code required}, {@code recorded}, {@code misfit}, {@code errors}, {@code warnings} and
 * {@code scripts}, each with {@code statements} (null for what is no SQL) and {@code findings}. What there is none of is null.
 */
final class PlanJson {

    private PlanJson() {}

    static String of(PlanResult preview) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("required", preview.requiredVersion())
                .put("recorded", preview.recordedVersion())
                .put("misfit", preview.misfit().orElse(null))
                .put("errors", preview.count(Severity.ERROR))
                .put("warnings", preview.count(Severity.WARNING));
        ArrayNode scripts = json.putArray("scripts");
        preview.scripts().forEach(script -> script(script, scripts.addObject()));
        return json.toPrettyString();
    }

    private static void script(Script script, ObjectNode json) {
        json.put("script", script.name()).put("version", script.version()).put("inTransaction", script.inTransaction());
        script.review().ifPresentOrElse(review -> statements(review, json), () -> json.putNull("statements"));
        ArrayNode findings = json.putArray("findings");
        script.findings().forEach(finding -> finding(finding, findings.addObject()));
    }

    private static void statements(ScriptReview review, ObjectNode json) {
        ArrayNode statements = json.putArray("statements");
        for (StatementEffect effect : review.statements()) {
            ObjectNode statement = statements
                    .addObject()
                    .put("line", effect.line())
                    .put("statement", effect.statement())
                    .put("transactional", effect.transactional());
            ArrayNode locks = statement.putArray("locks");
            effect.locks()
                    .forEach(lock -> locks.addObject()
                            .put("relation", lock.relation())
                            .put("mode", lock.mode().toString()));
        }
    }

    private static void finding(Finding finding, ObjectNode json) {
        json.put("rule", finding.rule().toString())
                .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                .put("line", finding.line())
                .put("column", finding.column())
                .put("reason", finding.reason())
                .put("remedy", finding.remedy());
    }
}
