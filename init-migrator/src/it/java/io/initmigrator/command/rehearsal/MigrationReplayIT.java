package io.initmigrator.command.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.lint.LintSettings;
import io.initmigrator.lint.Linter;
import io.initmigrator.lint.Script;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs sets of migrations on a server, statement by statement, and compares what the linter says of each script with what was
 * measured. {@code -Dlint.replay.sets} lists directories, one for each set.
 */
@EnabledIfSystemProperty(
        named = "lint.replay.sets",
        matches = ".+",
        disabledReason = "run by scripts/compare-with-postgresql --replay")
class MigrationReplayIT {

    private static final Pattern NUMBER = Pattern.compile("\\d+");
    /** Sets what a session begins with. */
    private static final Pattern DEFAULTS = Pattern.compile("(?i)alter\\s+(?:database|role|user)");

    /** Of Diesel, which compares versions without hyphens. */
    private static final Pattern DATE = Pattern.compile("^(\\d{4})-(\\d\\d)-(\\d\\d)-(\\d{6})(?:-\\d+)?");

    private static final Pattern VERSIONED = Pattern.compile("V?[\\d._]+__.*");

    @Test
    void reviewsAreComparedWithServer() throws IOException, SQLException {
        Path output = Path.of(System.getProperty("lint.replay.output"));
        ReplayTally sum;
        try (PrintStream out = new PrintStream(output.toFile(), StandardCharsets.UTF_8)) {
            sum = new ReplayTally("total", line -> {});
            List<String> rows = new ArrayList<>();
            for (String set : System.getProperty("lint.replay.sets").split(File.pathSeparator, -1)) {
                Path directory = Path.of(set);
                ReplayTally tally = new ReplayTally(directory.getFileName().toString(), out::println);
                replay(directory, tally);
                rows.add(tally.row());
                sum.add(tally);
            }
            out.println(
                    "| set | scripts | failed | statements | rewrites | untold | strong locks | untold | surplus |");
            out.println("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
            rows.forEach(out::println);
            out.println(sum.row());
            out.println("| rule | findings | confirmed |");
            out.println("|---|---:|---:|");
            sum.ruleRows().forEach(out::println);
        }
        assertThat(output).isNotEmptyFile();
    }

    private static void replay(Path set, ReplayTally tally) throws IOException, SQLException {
        TestDatabase database = TestPostgres.freshDatabase();
        List<Script> succeeded = new ArrayList<>();
        List<ScriptReplay> replays = new ArrayList<>();
        List<Path> scripts = scripts(set);
        Connection connection = database.connect();
        for (Path file : scripts) {
            String sql = Files.readString(file, StandardCharsets.UTF_8).replaceFirst("^\uFEFF", "");
            Script script = new Script(
                    set.relativize(file).toString(), () -> sql, Linter.runsInTransaction(sql), isRepeatable(file));
            ScriptReplay replay = ScriptReplay.run(connection, sql, script.inTransaction());
            if (replay.failure() == null) {
                succeeded.add(script);
                replays.add(replay);
            } else {
                tally.addFailure(script.name(), replay, reviewAfter(succeeded, script));
            }
            if (DEFAULTS.matcher(sql).find()) {
                connection.close();
                connection = database.connect();
            }
        }
        connection.close();
        List<ScriptReview> reviews = new Linter(LintSettings.DEFAULT).review(succeeded, true);
        for (int i = 0; i < reviews.size(); i++) {
            tally.add(
                    succeeded.get(i).name(),
                    reviews.get(i),
                    replays.get(i),
                    succeeded.get(i).sql().get());
        }
    }

    private static ScriptReview reviewAfter(List<Script> applied, Script script) {
        Linter linter = new Linter(LintSettings.DEFAULT);
        applied.forEach(each -> linter.learn(each.sql().get()));
        return linter.review(List.of(script), false).getFirst();
    }

    /** In the order of Flyway's versions, repeatable scripts last; others in the order of their paths. */
    private static List<Path> scripts(Path set) throws IOException {
        try (Stream<Path> files = Files.walk(set)) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .filter(file -> !file.getFileName().toString().matches("(U.*__.*|(.*[._])?down)\\.sql"))
                    .sorted(Comparator.comparing(MigrationReplayIT::isRepeatable)
                            .thenComparing(file -> sortKey(set, file)))
                    .toList();
        }
    }

    private static boolean isRepeatable(Path file) {
        return file.getFileName().toString().startsWith("R__");
    }

    private static String sortKey(Path set, Path file) {
        String name = file.getFileName().toString();
        String key = VERSIONED.matcher(name).matches()
                ? name.replaceFirst("__", " ").replace('.', '_')
                : DATE.matcher(set.relativize(file).toString()).replaceFirst("$1$2$3$4");
        return NUMBER.matcher(key)
                .replaceAll(number -> "0".repeat(Math.max(0, 20 - number.group().length())) + number.group());
    }
}
