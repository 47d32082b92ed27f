package io.initmigrator.command.lint;

import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.report.Severity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The result of {@code lint}.
 *
 * @param known how many scripts only show what exists
 */
record LintResult(int known, List<Checked> checked) {

    /**
     * A script that was checked.
     *
     * @param file as it is shown: relative to the repository, with slashes
     * @param version absent for a repeatable one
     */
    record Checked(
            ScriptFile script,
            String file,
            Optional<String> version,
            boolean inTransaction,
            ScriptReview review,
            List<Finding> findings) {}

    /** A finding and its file. */
    record Located(String file, Finding finding) {}

    Stream<Located> findings() {
        return checked.stream()
                .flatMap(script -> script.findings().stream().map(finding -> new Located(script.file(), finding)));
    }

    long count(Severity severity) {
        return findings().filter(each -> each.finding().severity() == severity).count();
    }

    /** Returns whether there is a finding of at least this severity. */
    boolean hasFindingOf(Severity limit) {
        return findings().anyMatch(each -> each.finding().severity().compareTo(limit) >= 0);
    }
}
