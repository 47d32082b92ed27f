package io.initmigrator.command.lint;

import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.Severity;
import io.initmigrator.schema.Printable;

/** The result for people, each finding with its place as compilers write it. */
final class LintText {

    private LintText() {}

    static String of(LintResult result) {
        StringBuilder text = new StringBuilder();
        result.findings().forEach(each -> {
            Finding finding = each.finding();
            text.append(Printable.line(each.file()))
                    .append(':')
                    .append(finding.line())
                    .append(':')
                    .append(finding.column())
                    .append(": ")
                    .append(finding.severity())
                    .append(' ')
                    .append(finding.rule())
                    .append(": ")
                    .append(Printable.line(finding.reason()))
                    .append("\n    remedy: ")
                    .append(Printable.line(finding.remedy()))
                    .append('\n');
        });
        return text.append("scripts checked: ")
                .append(result.checked().size())
                .append(", known: ")
                .append(result.known())
                .append(", errors: ")
                .append(result.count(Severity.ERROR))
                .append(", warnings: ")
                .append(result.count(Severity.WARNING))
                .toString();
    }
}
