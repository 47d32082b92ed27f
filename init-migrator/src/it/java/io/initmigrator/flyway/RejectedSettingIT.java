package io.initmigrator.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests statements that set a parameter on which the driver relies, so that it closes the connection. */
class RejectedSettingIT {

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set client_encoding = 'LATIN1'",
                "set names 'latin1'",
                "set local client_encoding to latin1",
                "select pg_catalog.set_config('client_encoding', 'LATIN1', false)",
                "do $$begin set client_encoding = 'SQL_ASCII'; end$$",
                "set datestyle = 'German'",
                "set session datestyle to sql, dmy"
            })
    void isTheScriptsFailureWithItsLine(String statement) throws Exception {
        Scripts scripts = new Scripts(directory)
                .with("V1__a.sql", "create table a (id int);\n\n" + statement + ";\ncreate table b (id int);\n");

        try (Migrator migrator = new Migrator(database, scripts)) {
            assertThat(migrator.migrate()).isInstanceOfSatisfying(MigrationResult.Failed.class, failed -> {
                assertThat(failed.failure().script()).isEqualTo("V1__a.sql");
                assertThat(failed.failure().version()).isEqualTo("1");
                assertThat(failed.failure().line()).isEqualTo(3);
                assertThat(failed.failure().sqlState()).isNull();
                assertThat(failed.failure().message()).contains("remove the statement that sets it");
            });
        }
        assertThat(database.number("select count(*) from pg_tables where tablename in ('a', 'b')"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"beforeMigrate.sql", "beforeEachMigrate.sql", "afterEachMigrate.sql", "afterMigrate.sql"})
    void ofACallbackIsItsFailure(String callback) throws Exception {
        Scripts scripts = new Scripts(directory)
                .with("V1__a.sql", "create table a (id int);\n")
                .with(callback, "set client_encoding = 'LATIN1';\n");

        try (Migrator migrator = new Migrator(database, scripts)) {
            assertThat(migrator.migrate()).isInstanceOfSatisfying(MigrationResult.Failed.class, failed -> {
                assertThat(failed.failure().script()).isEqualTo(callback);
                assertThat(failed.failure().line()).isEqualTo(1);
            });
        }
    }

    @Test
    void ofInitSqlNamesTheVariable() throws Exception {
        Scripts scripts = new Scripts(directory).with("V1__a.sql", "create table a (id int);\n");
        Map<String, String> environment = Map.of("FLYWAY_INIT_SQL", "set datestyle = 'German'");

        try (Migrator migrator = new Migrator(database, scripts, environment, WhenEmpty.FAIL)) {
            assertThatThrownBy(migrator::assess)
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("FLYWAY_INIT_SQL");
        }
    }
}
