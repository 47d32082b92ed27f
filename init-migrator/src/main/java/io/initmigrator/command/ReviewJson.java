package io.initmigrator.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.StatementEffect;
import java.util.List;

/** The parts of a review that the JSON of {@code plan} and of {@code lint} have in common. */
public final class ReviewJson {

    private ReviewJson() {}

    /** Adds {@code statements}. */
    public static void put(List<StatementEffect> effects, ObjectNode script) {
        ArrayNode statements = script.putArray("statements");
        for (StatementEffect effect : effects) {
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

    /** Adds {@code findings}. */
    public static void putFindings(List<Finding> findings, ObjectNode script) {
        ArrayNode array = script.putArray("findings");
        for (Finding finding : findings) {
            ObjectNode json = array.addObject()
                    .put("rule", finding.rule().toString())
                    .put("severity", finding.severity().toString())
                    .put("line", finding.line())
                    .put("column", finding.column())
                    .put("reason", finding.reason())
                    .put("remedy", finding.remedy());
            ArrayNode aliases = json.putArray("aliases");
            finding.rule().aliases().forEach(aliases::add);
        }
    }
}
