package io.initmigrator.command.lint;

import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.Severity;
import java.util.stream.Collectors;

/** The result as workflow commands, which GitHub shows beside the lines of a pull request. */
final class LintGithub {

    private LintGithub() {}

    static String of(LintResult result) {
        return result.findings().map(LintGithub::command).collect(Collectors.joining("\n"));
    }

    private static String command(LintResult.Located located) {
        Finding finding = located.finding();
        return "::" + (finding.severity() == Severity.ERROR ? "error" : "warning")
                + " file=" + property(located.file())
                + ",line=" + finding.line()
                + ",col=" + finding.column()
                + ",title=" + property(finding.rule().toString())
                + "::" + data(finding.reason() + "; remedy: " + finding.remedy());
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
