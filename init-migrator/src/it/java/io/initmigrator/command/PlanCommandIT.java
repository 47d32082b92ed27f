package io.initmigrator.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.initmigrator.application.LinterScriptAnalyzer;
import io.initmigrator.flyway.FlywayMigrationTool;
import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.lint.Linter;
import io.initmigrator.lint.report.Severity;
import io.initmigrator.migration.MigrationTool;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the plan against Flyway's own list of pending migrations, on real PostgreSQL. */
class PlanCommandIT {

    private final TestDatabase database = TestPostgres.freshDatabase();

    private WhenAhead whenAhead = WhenAhead.START;

    @TempDir
    private Path directory;

    @Test
    void scriptsForAnEmptyHistoryAreJudgedAsIfReleasedOneByOne() throws Exception {
        write("V1__create_orders.sql", "CREATE TABLE orders (id int, note text); CREATE INDEX ON orders (id);");
        write("V2__index_notes.sql", "CREATE INDEX orders_note ON orders (note);");
        PlanResult preview = preview();
        assertThat(preview.asText()).isEqualTo("""
            2 pending, from version none to 2
            note: the schema history is empty: each script is judged as if those before it had been applied by an earlier release, as lint does

            V1__create_orders.sql (in a transaction)

            V2__index_notes.sql (in a transaction)
              locks orders in SHARE: writes wait
              error line 1, index-without-concurrently: writes to orders wait until the index is built
                  remedy: CREATE INDEX CONCURRENTLY in a script of its own

            errors: 1, warnings: 0\
            """);
        assertThat(preview.hasFindingOf(Severity.ERROR)).isTrue();
    }

    @Test
    void catalogueTellsWhatNoScriptSays() throws Exception {
        write("V1__nothing.sql", "SELECT 1;");
        migrate();
        database.execute("""
            CREATE DOMAIN price AS numeric CHECK (value > 0);
            CREATE FUNCTION now_ms() RETURNS bigint LANGUAGE sql STABLE AS 'select 1::bigint';
            CREATE SCHEMA "Old";
            CREATE TABLE "Old".people (id int PRIMARY KEY);
            CREATE TABLE people (id int PRIMARY KEY, "First Name" varchar(9) NOT NULL);
            CREATE INDEX people_lower ON people (lower("First Name"));
            CREATE TABLE visits (id int, person int CONSTRAINT f REFERENCES people) PARTITION BY LIST (id);
            CREATE TABLE visits_1 PARTITION OF visits FOR VALUES IN (1);
            CREATE TABLE visits_rest PARTITION OF visits DEFAULT;
            CREATE VIEW names AS SELECT id, "First Name" FROM people;
            CREATE VIEW ids AS SELECT id FROM names;
            CREATE TABLE logs (id int);
            CREATE TABLE wide (id serial);
            CREATE FUNCTION widen() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'ALTER TABLE wide ADD "a b" int'; END $$;
            CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER log BEFORE INSERT ON logs FOR EACH ROW EXECUTE FUNCTION log();
            """);
        write("V2__all.sql", """
            ALTER TABLE people ADD COLUMN p price;
            ALTER TABLE people ADD COLUMN at bigint DEFAULT now_ms();
            ALTER TABLE people ALTER "First Name" SET NOT NULL;
            ALTER TABLE people ALTER "First Name" TYPE text;
            ALTER TABLE visits DROP CONSTRAINT f;
            DROP INDEX people_lower;
            DROP VIEW names CASCADE;
            DROP FUNCTION log() CASCADE;
            SELECT widen();
            DROP TABLE wide;
            """);
        JsonNode script = new ObjectMapper().readTree(preview().asJson()).at("/scripts/0");
        assertThat(script.at("/findings").findValuesAsText("rule"))
                .containsExactly(
                        "table-rewrite",
                        "index-rewrite",
                        "statement-after-lock",
                        "drop-index-without-concurrently",
                        "dropped-table",
                        "dropped-cascade",
                        "dropped-table");
        assertThat(script.at("/statements").toString())
                .contains("\"names\"", "\"ids\"", "\"logs\"", "\"wide\"", "\"wide_id_seq\"");
        assertThat(script.at("/statements/2/locks").toString())
                .contains("\"people\"", "\"visits\"", "\"visits_1\"", "\"visits_rest\"")
                .doesNotContain("Old");
    }

    @Test
    void invalidIndexThatWouldFailTheRunIsNoted() throws Exception {
        write("V1__orders.sql", "CREATE TABLE orders (id int);");
        migrate();
        database.execute("INSERT INTO orders VALUES (1), (1)");
        assertThatThrownBy(() -> database.execute("CREATE UNIQUE INDEX CONCURRENTLY half ON orders (id)"))
                .hasStackTraceContaining("could not create unique index");
        write("V2__nothing.sql", "SELECT 1;");

        assertThat(preview().asText()).contains("note: the index public.half is invalid, and fails the run after");

        database.execute("DROP INDEX half");
        assertThat(preview().asText()).doesNotContain("half");
    }

    @Test
    void defaultPrivilegesOfAnotherOwnerAreMissedOnNewObjects() throws Exception {
        database.execute("""
            CREATE ROLE plan_owner; CREATE ROLE "Plan Reader"; CREATE SCHEMA plan_s;
            ALTER DEFAULT PRIVILEGES FOR ROLE plan_owner IN SCHEMA plan_s GRANT SELECT, INSERT ON TABLES TO "Plan Reader";
            ALTER DEFAULT PRIVILEGES FOR ROLE plan_owner GRANT USAGE ON SEQUENCES TO "Plan Reader";
            """);
        String note =
                "new tables of role \"" + database.user() + "\" will lack privileges for \"Plan Reader\" that those of"
                        + " plan_owner have by default, unless a script grants them; ALTER DEFAULT PRIVILEGES FOR ROLE "
                        + database.user() + " IN SCHEMA plan_s GRANT INSERT, SELECT ON TABLES TO \"Plan Reader\"";
        try {
            write("V1__a.sql", "CREATE TABLE a (id int);");
            assertThat(preview().asText()).contains(note).doesNotContain("new sequences");
            write("V1__a.sql", "CREATE TABLE a (id serial);");
            assertThat(preview().asText()).contains(note, "new sequences").doesNotContain("GRANT USAGE IN SCHEMA");
            database.execute("ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO \"Plan Reader\"");
            assertThat(preview().asText()).doesNotContain("new tables").contains("new sequences");
            write("V1__a.sql", "CREATE VIEW a AS SELECT 1 AS id;");
            assertThat(preview().asText()).doesNotContain("will lack");
        } finally {
            database.execute("DROP OWNED BY plan_owner");
            database.execute("DROP OWNED BY \"Plan Reader\"");
            database.execute("DROP ROLE plan_owner, \"Plan Reader\"");
        }
    }

    @Test
    void sizeIsToldAndMakesWarningsErrors() throws Exception {
        write("V1__big.sql", "CREATE TABLE big (id int, note text);");
        migrate();
        database.execute("INSERT INTO big SELECT generate_series(1, 1100000); ANALYZE big");
        write("V2__fill.sql", "UPDATE big SET note = '';");
        JsonNode finding = new ObjectMapper().readTree(preview().asJson()).at("/scripts/0/findings/0");
        assertThat(finding.at("/rule").asText()).isEqualTo("whole-table-write");
        assertThat(finding.at("/severity").asText()).isEqualTo("error");
        assertThat(finding.at("/reason").asText()).contains("(1.1 million rows, 38 MB)");
    }

    @Test
    void whatIsAppliedIsInUse() throws Exception {
        write("V1__create_orders.sql", "CREATE TABLE orders (id int, note varchar(20));");
        migrate();
        write("V2__index_notes.sql", "CREATE INDEX orders_note ON orders (note);");
        write("V3__index_ids.sql", "CREATE INDEX CONCURRENTLY orders_id ON orders (id);");
        write("R__ids.sql", "CREATE OR REPLACE VIEW ids AS SELECT id FROM orders;");
        PlanResult preview = preview();
        assertThat(preview.asText()).isEqualTo("""
            3 pending, from version 1 to 3

            V2__index_notes.sql (in a transaction)
              locks orders in SHARE: writes wait
              error line 1, index-without-concurrently: writes to orders wait until the index is built
                  remedy: CREATE INDEX CONCURRENTLY in a script of its own

            V3__index_ids.sql (without a transaction)

            R__ids.sql (in a transaction)

            errors: 1, warnings: 0\
            """);
        assertThat(preview.hasFindingOf(Severity.ERROR)).isTrue();
        assertThat(database.strings("SELECT version FROM flyway_schema_history"))
                .containsExactly("1");
    }

    @Test
    void jsonTellsEveryStatementThatLocks() throws Exception {
        write("V1__create_orders.sql", "CREATE TABLE orders (id int, note varchar(20));");
        migrate();
        write("V2__drop_notes.sql", "SELECT 1;\nALTER TABLE orders DROP note;");
        JsonNode script = new ObjectMapper().readTree(preview().asJson()).at("/scripts/0");
        assertThat(script.at("/statements")).hasSize(1);
        assertThat(script.at("/statements/0").toString())
                .isEqualTo("{\"line\":2,\"statement\":\"alter table orders drop note\",\"transactional\":true,"
                        + "\"locks\":[{\"relation\":\"orders\",\"mode\":\"ACCESS EXCLUSIVE\"}]}");
        assertThat(script.at("/findings/0/rule").asText()).isEqualTo("dropped-column");
        assertThat(script.at("/findings/0/severity").asText()).isEqualTo("warning");
    }

    @Test
    void misfitIsToldFirst() throws Exception {
        write("V1__create_orders.sql", "CREATE TABLE orders (id int);");
        migrate();
        write("V1__create_orders.sql", "CREATE TABLE orders (id bigint);");
        PlanResult preview = preview();
        assertThat(preview.mismatch()).isPresent();
        assertThat(preview.asText()).startsWith("nothing would run: ").contains("checksum");
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(directory.resolve(name), sql);
    }

    private void migrate() {
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("filesystem:" + directory)
                .load()
                .migrate();
    }

    @Test
    void schemaAheadOfTheBundleIsCalledSoAndRefusedIfThePodWouldBe() throws Exception {
        write("V1__a.sql", "create table a (id int);");
        write("V2__b.sql", "create table b (id int);");
        migrate();
        Files.delete(directory.resolve("V2__b.sql"));

        assertThat(preview().asText()).isEqualTo("0 pending; the schema is at version 2, ahead of the bundle's 1");
        assertThat(preview().mismatch()).isEmpty();
        whenAhead = WhenAhead.FAIL;
        assertThat(preview().mismatch())
                .hasValueSatisfying(problem ->
                        assertThat(problem.toString()).contains("at version 2, ahead of", "MIGRATOR_WHEN_AHEAD"));
    }

    private PlanResult preview() throws InterruptedException {
        MigrationTool migrationTool = new FlywayMigrationTool(
                new FlywaySettings(Map.of(), List.of(BundleLocation.ofDirectory(directory))),
                WhenEmpty.FAIL,
                true,
                text -> text,
                new LinterScriptAnalyzer());
        Bundle bundle = new Bundle("sha256:test", 1, directory.toString());
        return new PlanCommand(
                        bundle,
                        new PostgresDatabase(TestSettings.of(database, "planner_1"), new SystemTime(), new Random(1)),
                        migrationTool,
                        new Linter(true),
                        RolloutFixture.settings(whenAhead),
                        text -> text,
                        Optional.empty())
                .result();
    }
}
