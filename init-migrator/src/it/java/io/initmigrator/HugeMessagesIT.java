package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests messages of many megabytes from PostgreSQL: every output truncates them. */
@Tag("heavy")
@ResourceLock(Resources.SYSTEM_OUT)
class HugeMessagesIT {

    private static final String HUGE = "repeat('s3cret_of_mine,', 2000000)";

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "info  | raise exception '%', HUGE",
                "debug | raise exception '%', HUGE",
                "debug | raise exception 'no' using detail = HUGE, hint = HUGE",
                "debug | raise unique_violation using detail = HUGE",
                "debug | raise insufficient_privilege using message = HUGE",
                "debug | raise lock_not_available using message = HUGE",
                "debug | raise admin_shutdown using message = HUGE",
                "debug | raise notice '%', HUGE; raise exception 'no'"
            })
    void failureOfAScriptIsShort(String level, String statement) throws Exception {
        write("V1__a.sql", "do $$ begin " + statement.replace("HUGE", HUGE) + "; end $$;\n");

        for (String format : new String[] {"text", "json"}) {
            printed.reset();
            ExitStatus ending = run(level, format, "migrate");

            assertThat(ending.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
            assertThat(ending.message()).hasSizeLessThan(3_000);
            assertShort();
        }
    }

    @ParameterizedTest
    @CsvSource({"migrate", "status", "plan", "wait"})
    void failureOfTheInitialStatementIsShort(String command) throws Exception {
        write("V1__a.sql", "select 1;\n");

        ExitStatus ending = run(
                "debug", "json", command, "FLYWAY_INIT_SQL", "do $$ begin raise exception '%', " + HUGE + "; end $$");

        assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ending.message()).hasSizeLessThan(3_000);
        assertShort();
    }

    @Test
    void failureOfOurOwnStatementIsShort() throws Exception {
        write("V1__a.sql", "select 1;\n");
        database.execute("create function refuse() returns event_trigger language plpgsql as $$ begin"
                + " raise exception '%', " + HUGE + "; end $$; create event trigger refuse on ddl_command_start"
                + " when tag in ('CREATE TABLE') execute function refuse()");

        ExitStatus ending = run("debug", "text", "migrate");

        assertThat(ending.code()).isNotEqualTo(ExitCode.OK);
        assertThat(ending.message()).hasSizeLessThan(110_000);
        assertShort();
    }

    private void assertShort() throws IOException {
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text).hasSizeLessThan(500_000).doesNotContain("s3cret");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(200_000));
        assertThat(Files.readString(directory.resolve("termination-log")))
                .hasSizeLessThan(4_097)
                .doesNotContain("s3cret");
    }

    private ExitStatus run(String level, String format, String command, String... variables) {
        InProcessRun run = InProcessRun.on(database, directory.resolve("bundle"))
                .with(
                        "MIGRATOR_TERMINATION_LOG",
                        directory.resolve("termination-log").toString())
                .with("MIGRATOR_LOG_FORMAT", format)
                .with("MIGRATOR_LOG_LEVEL", level)
                .with("MIGRATOR_LOCK_RETRY_FOR", "0s")
                .with("MIGRATOR_TIMEOUT", "5s")
                .with("FLYWAY_PLACEHOLDERS_PASSWORD", "s3cret_of_mine,");
        for (int i = 0; i < variables.length; i += 2) {
            run = run.with(variables[i], variables[i + 1]);
        }
        PrintStream original = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            return run.run(command);
        } finally {
            System.setOut(original);
        }
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(Files.createDirectories(directory.resolve("bundle")).resolve(name), sql);
    }
}
