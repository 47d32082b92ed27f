package io.initmigrator.command.lint;

import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.Severity;

/**
 * The result in the XML of JUnit: a test case for each finding, and one for each script without any. Findings below the limit do not
 * fail.
 */
final class LintJunit {

    private final Severity limit;
    private final StringBuilder cases = new StringBuilder();
    private int tests;
    private int failures;

    private LintJunit(Severity limit) {
        this.limit = limit;
    }

    static String of(LintResult result, Severity limit) {
        LintJunit report = new LintJunit(limit);
        result.checked().forEach(report::add);
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<testsuites>\n<testsuite name=\"init-migrator lint\" tests=\"" + report.tests + "\" failures=\""
                + report.failures + "\" errors=\"0\">\n" + report.cases + "</testsuite>\n</testsuites>";
    }

    private void add(LintResult.Checked script) {
        if (script.findings().isEmpty()) {
            begin(script.file(), "no finding");
            cases.append("/>\n");
        }
        for (Finding finding : script.findings()) {
            begin(script.file(), finding.rule() + " in line " + finding.line());
            boolean fails = finding.severity().compareTo(limit) >= 0;
            failures += fails ? 1 : 0;
            String text = finding.severity() + ": " + finding.reason() + "; remedy: " + finding.remedy();
            cases.append(
                    fails
                            ? "><failure type=\"" + finding.rule() + "\" message=\"" + escaped(text)
                                    + "\"/></testcase>\n"
                            : "><system-out>" + escaped(text) + "</system-out></testcase>\n");
        }
    }

    private void begin(String file, String name) {
        tests++;
        cases.append("<testcase classname=\"")
                .append(escaped(file))
                .append("\" file=\"")
                .append(escaped(file))
                .append("\" name=\"")
                .append(escaped(name))
                .append('"');
    }

    /** On one line; XML has no way to write most control characters. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(c < ' ' || (c >= 0xD800 && c <= 0xDFFF) || c >= 0xFFFE ? ' ' : c);
            }
        });
        return escaped.toString();
    }
}
