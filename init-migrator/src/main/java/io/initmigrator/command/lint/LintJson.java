package io.initmigrator.command.lint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.command.ReviewJson;
import io.initmigrator.lint.report.Severity;

/** The result as one JSON object, as {@code lint.schema.json} describes it. */
final class LintJson {

    private LintJson() {}

    static String of(LintResult result) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("checked", result.checked().size())
                .put("known", result.known())
                .put("errors", result.count(Severity.ERROR))
                .put("warnings", result.count(Severity.WARNING));
        ArrayNode scripts = json.putArray("scripts");
        for (LintResult.Checked checked : result.checked()) {
            ObjectNode script = scripts.addObject()
                    .put("script", checked.script().name())
                    .put("file", checked.file())
                    .put("version", checked.version().orElse(null))
                    .put("inTransaction", checked.inTransaction());
            ReviewJson.put(checked.review().statements(), script);
            ReviewJson.putFindings(checked.findings(), script);
        }
        return json.toPrettyString();
    }
}
