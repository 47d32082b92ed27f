package io.initmigrator.command.lint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.Severity;
import io.initmigrator.schema.Sha256;
import java.util.HashMap;
import java.util.Map;

/** The result as a Code Quality report, which GitLab compares with that of the target branch. */
final class LintGitlab {

    private final Map<String, Integer> occurrences = new HashMap<>();

    private LintGitlab() {}

    static String of(LintResult result) {
        LintGitlab report = new LintGitlab();
        ArrayNode issues = JsonNodeFactory.instance.arrayNode();
        result.findings().forEach(each -> report.add(each, issues.addObject()));
        return issues.toPrettyString();
    }

    private void add(LintResult.Located located, ObjectNode issue) {
        Finding finding = located.finding();
        issue.put("description", finding.reason() + "; remedy: " + finding.remedy())
                .put("check_name", finding.rule().toString())
                .put("fingerprint", fingerprint(located))
                .put("severity", finding.severity() == Severity.ERROR ? "major" : "minor");
        issue.putObject("location")
                .put("path", located.file())
                .putObject("lines")
                .put("begin", finding.line());
    }

    /** The same wherever the finding moves in its file. */
    private String fingerprint(LintResult.Located located) {
        Finding finding = located.finding();
        String identity = located.file() + "\n" + finding.rule() + "\n" + finding.reason();
        int occurrence = occurrences.merge(identity, 1, Integer::sum);
        return Sha256.hexOf(identity + "\n" + occurrence);
    }
}
