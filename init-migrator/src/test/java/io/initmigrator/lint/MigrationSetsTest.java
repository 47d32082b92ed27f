package io.initmigrator.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.sql.SqlStatements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Reviews migration sets of real applications, each script as if all earlier ones were applied: {@code -Dlint.sets=<directory>}, with one
 * directory for each set. Prints the findings, to be judged by hand.
 */
@EnabledIfSystemProperty(
        named = "lint.sets",
        matches = ".+",
        disabledReason = "needs -Dlint.sets=<directory of public migration sets>")
class MigrationSetsTest {

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    @Test
    void everyScriptOfRealSetsIsReviewedWithoutFail() throws IOException {
        List<Path> sets = list(Path.of(System.getProperty("lint.sets")));
        for (Path set : sets) {
            review(set);
        }
        assertThat(sets).isNotEmpty();
    }

    private static void review(Path set) throws IOException {
        List<Path> scripts = scripts(set);
        List<String> applied = new ArrayList<>();
        int statements = 0;
        List<Finding> all = new ArrayList<>();
        for (Path script : scripts) {
            String sql = Files.readString(script, StandardCharsets.UTF_8);
            Linter linter = new Linter(true);
            applied.forEach(linter::learn);
            boolean inTransaction = new Linter(true).review("", sql, false).transactional();
            ScriptReview review = linter.review(script.getFileName().toString(), sql, inTransaction);
            applied.add(sql);
            statements += SqlStatements.of(sql).size();
            all.addAll(review.findings());
            review.findings()
                    .forEach(finding -> System.out.printf(
                            "%s|%s|%d|%s|%s%n",
                            set.getFileName(),
                            set.relativize(script),
                            finding.line(),
                            finding.rule(),
                            finding.reason()));
        }
        System.out.printf(
                "SET %s: %d scripts, %d statements, %d findings %s%n",
                set.getFileName(),
                scripts.size(),
                statements,
                all.size(),
                all.stream().collect(Collectors.groupingBy(Finding::rule, TreeMap::new, Collectors.counting())));
    }

    /** Lists the scripts in the order of Flyway's versions, or of their directories' names. */
    private static List<Path> scripts(Path set) throws IOException {
        try (Stream<Path> files = Files.walk(set)) {
            return files.filter(file -> file.toString().endsWith(".sql")
                            && !file.getFileName().toString().equals("down.sql"))
                    .sorted(Comparator.comparing(file -> sortKey(set.relativize(file))))
                    .toList();
        }
    }

    private static String sortKey(Path file) {
        return NUMBER.matcher(file.toString())
                .replaceAll(number -> "0".repeat(Math.max(0, 20 - number.group().length())) + number.group());
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> sets = Files.list(directory)) {
            return sets.filter(Files::isDirectory).sorted().toList();
        }
    }
}
