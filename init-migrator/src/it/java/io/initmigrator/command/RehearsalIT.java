package io.initmigrator.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.initmigrator.InProcessRun;
import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.application.LinterScriptAnalyzer;
import io.initmigrator.command.rehearsal.Rehearsal;
import io.initmigrator.command.rehearsal.RehearsalRefusedException;
import io.initmigrator.flyway.FlywayMigrationTool;
import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.lint.Linter;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.rollout.RolloutFixture;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a rehearsal of pending scripts on a scratch database, with the locks, files and statistics of a real PostgreSQL. */
class RehearsalIT {

    private static final String HISTORY = "SELECT count(*) FROM flyway_schema_history";

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final TestDatabase scratch = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    @BeforeEach
    void migrateTheFirstScript() throws IOException {
        write("V1__orders.sql", "CREATE TABLE orders (id int, note text);");
        migrate(database);
    }

    @Test
    void emptyDatabaseGetsTheScriptsOfTheBaseFirst() throws Exception {
        write("V2__bigint.sql", "SELECT 1;\nALTER TABLE orders ALTER id TYPE bigint;");
        JsonNode plan = rehearse();
        assertThat(plan.at("/rehearsal").toString())
                .isEqualTo("{\"database\":\"" + scratch.name()
                        + "\",\"baseScripts\":1,\"succeeded\":true,\"failure\":null}");
        JsonNode statement = plan.at("/scripts/0/measured/statements/1");
        assertThat(statement.at("/line").asInt()).isEqualTo(2);
        assertThat(statement.at("/locks").toString())
                .isEqualTo("[{\"relation\":\"orders\",\"mode\":\"ACCESS EXCLUSIVE\"}]");
        assertThat(statement.at("/rewritten").toString()).isEqualTo("[\"orders\"]");
        assertThat(plan.at("/scripts/0/findings").findValuesAsText("rule")).containsExactly("table-rewrite");
        assertThat(scratch.number(HISTORY)).isEqualTo(2);
        assertThat(database.number(HISTORY)).isEqualTo(1);
    }

    @Test
    void everythingIsRehearsedForAnEmptyHistory() throws Exception {
        database.execute("DROP TABLE orders, flyway_schema_history");
        write("V2__bigint.sql", "ALTER TABLE orders ALTER id TYPE bigint;");
        JsonNode plan = rehearse();
        assertThat(plan.at("/rehearsal/baseScripts").asInt()).isZero();
        assertThat(plan.at("/scripts/0/measured/statements/0/locks")).isEmpty();
        assertThat(plan.at("/scripts/1/measured/statements/0/rewritten/0").asText())
                .isEqualTo("orders");
    }

    @Test
    void copyShowsHowManyRowsAreRead() throws Exception {
        database.execute("INSERT INTO orders SELECT i, 'n' FROM generate_series(1, 777) i");
        copy();
        write("V2__required.sql", "ALTER TABLE orders ALTER note SET NOT NULL;");
        PlanResult plan = plan();
        assertThat(plan.asText())
                .contains("rehearsal on " + scratch.name() + ": 1 scripts succeeded\n")
                .containsPattern("line 1: \\d+ ms, ACCESS EXCLUSIVE on orders, read 777 rows of orders");
        assertThat(plan.scripts().getFirst().disagreements()).isEmpty();
        assertThat(scratch.number("SELECT count(*) FROM orders")).isEqualTo(777);
    }

    @Test
    void whatThePlanDoesNotKnowIsAFinding() throws Exception {
        write("V2__dynamic.sql", """
            SELECT 1;
            DO $$ BEGIN
              EXECUTE 'ALTER TABLE ' || (SELECT 'orders') || ' ALTER id TYPE bigint';
            END $$;
            """);
        JsonNode findings = rehearse().at("/scripts/0/findings");
        assertThat(findings.findValuesAsText("rule")).containsExactly("unpredicted-lock", "unpredicted-rewrite");
        assertThat(findings.findValuesAsText("line")).containsExactly("2", "2");
        assertThat(findings.at("/0/reason").asText())
                .isEqualTo("takes ACCESS EXCLUSIVE on orders, which the plan does not list");
    }

    @Test
    void whatTheRehearsalDoesNotShowIsAFinding() throws Exception {
        copy();
        scratch.execute("ALTER TABLE orders ALTER id TYPE bigint");
        write("V2__bigint.sql", "ALTER TABLE orders ALTER id TYPE bigint;");
        write("V3__maybe.sql", "DO $$ BEGIN IF false THEN LOCK TABLE orders; END IF; END $$;");
        JsonNode scripts = rehearse().at("/scripts");
        assertThat(scripts.at("/0/findings").findValuesAsText("rule")).contains("unconfirmed-rewrite");
        assertThat(scripts.at("/1/findings").findValuesAsText("rule")).contains("unconfirmed-lock");
    }

    @Test
    void indexThatIsBuiltAgainUnderANewOidIsMeasured() throws Exception {
        write("V2__index.sql", "CREATE INDEX orders_note ON orders (lower(note)) WHERE note IS NOT NULL;");
        migrate(database);
        write("V3__collation.sql", "ALTER TABLE orders ALTER note TYPE text COLLATE \"C\";");
        JsonNode script = rehearse().at("/scripts/0");
        assertThat(script.at("/measured/statements/0/rebuilt").toString()).isEqualTo("[\"orders_note\"]");
        assertThat(script.at("/findings").findValuesAsText("rule"))
                .contains("index-rewrite")
                .doesNotContain("unpredicted-rewrite");
    }

    @Test
    void suppressedFindingIsNoDisagreement() throws Exception {
        write("V2__bigint.sql", """
            -- init-migrator: ignore=table-rewrite
            ALTER TABLE orders ALTER id TYPE bigint;
            """);
        assertThat(rehearse().at("/scripts/0/findings")).isEmpty();
    }

    @Test
    void locksOutsideATransactionAreNotGuessed() throws Exception {
        write("V2__index.sql", "CREATE INDEX CONCURRENTLY orders_id ON orders (id);");
        JsonNode statement = rehearse().at("/scripts/0/measured/statements/0");
        assertThat(statement.at("/locks").isNull()).isTrue();
        assertThat(scratch.number(
                        "SELECT count(*) FROM pg_index WHERE indexrelid = 'orders_id'::regclass AND indisvalid"))
                .isEqualTo(1);
    }

    @Test
    void deferredScriptsAreRehearsedToo() throws Exception {
        write("V2__drop.sql", "-- init-migrator: after-rollout\nALTER TABLE orders DROP note;");
        JsonNode script = rehearse().at("/scripts/0");
        assertThat(script.at("/deferred").asBoolean()).isTrue();
        assertThat(script.at("/measured/statements/0/line").asInt()).isEqualTo(2);
    }

    @Test
    void migratedDatabaseIsRefusedByWhateverAddress() throws Exception {
        write("V2__bigint.sql", "ALTER TABLE orders ALTER id TYPE bigint;");
        ExitStatus status = run(database.url().replace("//" + database.server().host(), "//127.0.0.1"));
        assertThat(status.code()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
        assertThat(status.message()).contains("is the migrated one", "system identifier", "name an empty database");
        assertThat(database.number(HISTORY)).isEqualTo(1);
    }

    @Test
    void databaseThatIsNeitherEmptyNorACopyIsRefused() throws Exception {
        write("V2__bigint.sql", "ALTER TABLE orders ALTER id TYPE bigint;");
        scratch.execute("CREATE TABLE precious (id int)");
        assertThatThrownBy(this::plan)
                .isInstanceOf(RehearsalRefusedException.class)
                .hasMessageContaining("neither empty nor a copy");
        assertThat(scratch.strings("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                .containsExactly("precious");
    }

    @Test
    void copyAtAnotherVersionIsRefused() throws Exception {
        write("V2__bigint.sql", "ALTER TABLE orders ALTER id TYPE bigint;");
        migrate(scratch);
        assertThatThrownBy(this::plan)
                .hasMessageContaining("at version 2 with 0 scripts pending, the migrated one at version 1 with 1");
    }

    @Test
    void copyThatSomebodyUsesIsRefused() throws Exception {
        copy();
        write("V2__bigint.sql", "ALTER TABLE orders ALTER id TYPE bigint;");
        try (Connection user = scratch.connect()) {
            assertThatThrownBy(this::plan).hasMessageContaining("in use by 1 other sessions");
            assertThat(user.isValid(5)).isTrue();
        }
        assertThat(scratch.number(HISTORY)).isEqualTo(1);
    }

    @Test
    void historyThatTheBundleDoesNotRebuildIsRefused() throws Exception {
        Files.delete(directory.resolve("V1__orders.sql"));
        write("V2__bigint.sql", "ALTER TABLE orders ALTER id TYPE bigint;");
        ExitStatus status = run(scratch.url(), "FLYWAY_IGNORE_MIGRATION_PATTERNS", "*:missing");
        assertThat(status.message()).contains("do not rebuild this history");
        assertThat(status.code()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
    }

    @Test
    void failureOfAScriptNamesScriptAndLine() throws Exception {
        write("V2__wrong.sql", "SELECT 1;\nALTER TABLE orders DROP nothing;");
        ExitStatus status = run(scratch.url());
        assertThat(status.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(status.message())
                .startsWith("rehearsal failed: V2__wrong.sql, line 2, SQLSTATE 42703: ")
                .contains("\"nothing\"");
    }

    @Test
    void documentedCommandsRehearseTheChangeOfABranch(@TempDir Path branch) throws Exception {
        List<List<String>> commands = Files.readAllLines(Path.of("docs/rehearsal.md")).stream()
                .filter(line -> line.strip().startsWith("- run: init-migrator "))
                .map(line -> line.replaceFirst(".*init-migrator ", "")
                        .replaceFirst(
                                "postgres://\\S+",
                                scratch.url()
                                        .replace(
                                                "jdbc:postgresql://",
                                                "postgres://" + scratch.user() + ":" + scratch.password() + "@")))
                .map(line -> List.of(line.split(" ")))
                .toList();
        assertThat(commands).hasSize(2);
        TestDatabase base = TestPostgres.freshDatabase();
        Files.copy(directory.resolve("V1__orders.sql"), branch.resolve("V1__orders.sql"));
        Files.writeString(branch.resolve("V2__note.sql"), "ALTER TABLE orders ADD b text;");
        assertThat(InProcessRun.on(base, directory).run(commands.get(0).toArray(String[]::new)))
                .isEqualTo(ExitStatus.OK);
        assertThat(InProcessRun.on(base, branch).run(commands.get(1).toArray(String[]::new)))
                .isEqualTo(ExitStatus.OK);
        assertThat(scratch.number(HISTORY)).isEqualTo(2);
        assertThat(base.number(HISTORY)).isEqualTo(1);
    }

    private ExitStatus run(String url, String... setting) {
        InProcessRun run = InProcessRun.on(database, directory);
        if (setting.length == 2) {
            run = run.with(setting[0], setting[1]);
        }
        return run.run("plan", "--rehearse", url + "?user=" + scratch.user() + "&password=" + scratch.password());
    }

    /** Copies the database; PostgreSQL waits for sessions that have just been closed. */
    private void copy() {
        TestDatabase other = TestPostgres.freshDatabase();
        other.execute("DROP DATABASE " + scratch.name());
        other.execute("CREATE DATABASE " + scratch.name() + " TEMPLATE " + database.name());
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(directory.resolve(name), sql);
    }

    private void migrate(TestDatabase target) {
        Flyway.configure()
                .dataSource(target.url(), target.user(), target.password())
                .locations("filesystem:" + directory)
                .load()
                .migrate();
    }

    private JsonNode rehearse() throws Exception {
        return new ObjectMapper().readTree(plan().asJson());
    }

    private PlanResult plan() throws InterruptedException {
        FlywaySettings flyway = new FlywaySettings(Map.of(), List.of(BundleLocation.ofDirectory(directory)));
        Bundle bundle = new Bundle("sha256:test", 1, directory.toString());
        Rehearsal rehearsal = new Rehearsal(
                new PostgresDatabase(TestSettings.of(scratch, "planner_1"), new SystemTime(), new Random(1)),
                hidden -> FlywayMigrationTool.ofOthers(
                        hidden, flyway, WhenEmpty.FAIL, text -> text, new LinterScriptAnalyzer()),
                bundle,
                new SystemTime());
        return new PlanCommand(
                        bundle,
                        new PostgresDatabase(TestSettings.of(database, "planner_1"), new SystemTime(), new Random(1)),
                        new FlywayMigrationTool(flyway, WhenEmpty.FAIL, true, text -> text, new LinterScriptAnalyzer()),
                        new Linter(true),
                        RolloutFixture.settings(WhenAhead.START),
                        text -> text,
                        Optional.of(rehearsal))
                .result();
    }
}
