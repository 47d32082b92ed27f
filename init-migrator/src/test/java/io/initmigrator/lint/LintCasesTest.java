package io.initmigrator.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.report.ScriptReview;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reviews small scripts whose expected result was measured on PostgreSQL 15 and 18 with pg_locks, pg_relation_filenode and seq_scan. Each
 * file contains the applied and the pending statements, every expected finding ({@code -- finds:}) and every expected lock ({@code --
 * locks:}).
 */
class LintCasesTest {

    private static final Path CASES = Path.of("src/test/resources/lint/cases");
    private static final String APPLIED = "-- applied\n";
    private static final String PENDING = "-- pending\n";

    @ParameterizedTest
    @MethodSource("cases")
    void pendingScriptIsJudgedAsMeasured(String name) throws IOException {
        String text = Files.readString(CASES.resolve(name));
        int applied = text.indexOf(APPLIED);
        int pending = text.indexOf(PENDING);
        String sql = text.substring(pending + PENDING.length());
        Linter linter = new Linter(true);
        linter.learn(text.substring(applied + APPLIED.length(), pending));

        ScriptReview review = linter.review("V2__pending.sql", sql, isTransactional(sql));

        assertThat(findings(review)).isEqualTo(stated(text.substring(0, applied), "-- finds: "));
        assertThat(locks(review)).isEqualTo(stated(text.substring(0, applied), "-- locks: "));
    }

    static List<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Detects from the statements whether the script runs in a transaction, as Flyway does. */
    private static boolean isTransactional(String sql) {
        return new Linter(true).review("", sql, false).transactional();
    }

    private static List<String> stated(String head, String prefix) {
        return head.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    private static List<String> findings(ScriptReview review) {
        return review.findings().stream()
                .map(finding -> finding.severity().name().toLowerCase(Locale.ROOT) + " " + finding.rule() + " line "
                        + finding.line())
                .toList();
    }

    private static List<String> locks(ScriptReview review) {
        TreeMap<String, LockMode> locks = new TreeMap<>();
        review.statements().stream()
                .flatMap(statement -> statement.locks().stream())
                .forEach(lock -> locks.merge(lock.relation(), lock.mode(), LockMode::orStronger));
        return locks.entrySet().stream()
                .map(lock -> lock.getKey() + " in " + lock.getValue())
                .toList();
    }
}
