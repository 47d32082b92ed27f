package io.initmigrator.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests a default schema that changes after the history was created. */
class OtherHistoriesIT {

    private static final String ALTER_DATABASE =
            "do $$begin execute format('alter database %I set search_path to app', current_database()); end$$;";

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    private Scripts scripts;

    @BeforeEach
    void laysScripts() {
        scripts = new Scripts(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create schema app;", "create schema app; create table app.a (id int);"})
    void searchPathOfTheDatabaseThatAScriptChangesIsNamedToTheNextSession(String first) throws Exception {
        scripts.with("V1__a.sql", first).with("V2__b.sql", ALTER_DATABASE);
        applyAll();

        for (Map<String, String> environment :
                List.of(Map.<String, String>of(), Map.of("FLYWAY_BASELINE_ON_MIGRATE", "true"))) {
            assertThat(assess(environment)).isInstanceOfSatisfying(Assessment.Mismatch.class, mismatch -> {
                assertThat(mismatch.problem().reason()).contains("public.flyway_schema_history", "schema is app");
                assertThat(mismatch.problem().remedy()).contains("FLYWAY_DEFAULT_SCHEMA=public");
            });
        }
        assertThat(assess(Map.of("FLYWAY_DEFAULT_SCHEMA", "public"))).isInstanceOf(Assessment.Complete.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "create table \"%1$s\".a (id int);"})
    void schemaOfTheUserThatAScriptCreatesIsNamedToTheSameAndTheNextSession(String more) throws Exception {
        String user = database.string("select current_user");
        scripts.with("V1__a.sql", ("create schema \"%1$s\";" + more).formatted(user));
        try (Migrator migrator = new Migrator(database, scripts)) {
            assertThat(migrator.migrate()).isInstanceOf(MigrationResult.Applied.class);
            assertThat(migrator.assess()).isInstanceOf(Assessment.Mismatch.class);
        }

        assertThat(assess(Map.of()))
                .isInstanceOfSatisfying(
                        Assessment.Mismatch.class,
                        mismatch -> assertThat(mismatch.problem().remedy()).contains("FLYWAY_DEFAULT_SCHEMA=public"));
        assertThat(assess(Map.of("FLYWAY_DEFAULT_SCHEMA", "public"))).isInstanceOf(Assessment.Complete.class);
    }

    @Test
    void schemaThatIsSetMayBeginAHistoryBesideThatOfAnotherTenant() throws Exception {
        scripts.with("V1__a.sql", "create table a (id int);");
        applyAll();

        assertThat(assess(Map.of("FLYWAY_DEFAULT_SCHEMA", "tenant"))).isEqualTo(new Assessment.Pending(1));
        assertThat(assess(Map.of("FLYWAY_INIT_SQL", "create schema if not exists other; set search_path to other")))
                .isEqualTo(new Assessment.Pending(1));
    }

    @Test
    void historyOfOtherScriptsDoesNotKeepABundleFromBeginningItsOwn() throws Exception {
        scripts.with("V1__a.sql", "create schema app;").with("V2__b.sql", ALTER_DATABASE);
        applyAll();

        Path other = Files.createDirectory(directory.resolve("other"));
        assertThat(assess(new Scripts(other).with("V1__a.sql", "create table q (id int);"), Map.of()))
                .isEqualTo(new Assessment.Pending(1));
    }

    @Test
    void remedyForASchemaWithoutHistoryNamesTheOneInAnother() throws Exception {
        scripts.with("V1__a.sql", "create table a (id int);");
        applyAll();
        database.execute("create schema app; create table app.b (id int)");

        assertThat(assess(Map.of("FLYWAY_DEFAULT_SCHEMA", "app")))
                .isInstanceOfSatisfying(
                        Assessment.Mismatch.class,
                        mismatch -> assertThat(mismatch.problem().remedy())
                                .startsWith(
                                        "set FLYWAY_DEFAULT_SCHEMA=public if its history is public.flyway_schema_history"));
    }

    private void applyAll() throws Exception {
        try (Migrator migrator = new Migrator(database, scripts)) {
            assertThat(migrator.migrate()).isInstanceOf(MigrationResult.Applied.class);
        }
    }

    private Assessment assess(Map<String, String> environment) throws Exception {
        return assess(scripts, environment);
    }

    private Assessment assess(Scripts bundle, Map<String, String> environment) throws Exception {
        try (Migrator migrator = new Migrator(database, bundle, environment, WhenEmpty.FAIL)) {
            return migrator.assess();
        }
    }
}
