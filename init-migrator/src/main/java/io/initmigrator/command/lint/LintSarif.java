package io.initmigrator.command.lint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.report.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** The result in the Static Analysis Results Interchange Format, version 2.1.0. */
final class LintSarif {

    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    private static final String SOURCE_ROOT = "%SRCROOT%";

    private LintSarif() {}

    static String of(LintResult result) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("$schema", SCHEMA).put("version", "2.1.0");
        ObjectNode run = json.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver").put("name", "init-migrator");
        List<Rule> rules = result.findings()
                .map(each -> each.finding().rule())
                .distinct()
                .sorted()
                .toList();
        ArrayNode descriptors = driver.putArray("rules");
        rules.forEach(rule -> describe(rule, descriptors.addObject()));
        ArrayNode results = run.putArray("results");
        result.findings().forEach(each -> add(each, rules, results.addObject()));
        run.put("columnKind", "utf16CodeUnits");
        return json.toPrettyString();
    }

    private static void describe(Rule rule, ObjectNode descriptor) {
        descriptor.put("id", rule.toString());
        descriptor
                .putObject("defaultConfiguration")
                .put("level", rule.severity().map(LintSarif::level).orElse("none"));
        ArrayNode tags = descriptor.putObject("properties").putArray("tags");
        tags.add("postgresql");
        rule.aliases().forEach(alias -> tags.add("squawk/" + alias));
    }

    private static void add(LintResult.Located located, List<Rule> rules, ObjectNode result) {
        Finding finding = located.finding();
        result.put("ruleId", finding.rule().toString())
                .put("ruleIndex", rules.indexOf(finding.rule()))
                .put("level", level(finding.severity()));
        result.putObject("message").put("text", finding.reason() + "; remedy: " + finding.remedy());
        ObjectNode location = result.putArray("locations").addObject().putObject("physicalLocation");
        ObjectNode artifact = location.putObject("artifactLocation").put("uri", uri(located.file()));
        if (!located.file().startsWith("/")) {
            artifact.put("uriBaseId", SOURCE_ROOT);
        }
        location.putObject("region").put("startLine", finding.line()).put("startColumn", finding.column());
    }

    private static String level(Severity severity) {
        return severity == Severity.ERROR ? "error" : "warning";
    }

    private static String uri(String file) {
        try {
            URI uri = file.startsWith("/") ? new URI("file", "", file, null) : new URI(null, null, file, null);
            return uri.toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a path: " + file, e);
        }
    }
}
