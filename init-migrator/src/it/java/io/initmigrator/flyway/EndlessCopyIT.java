package io.initmigrator.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests COPY without an end of its data, for which Flyway's parser would search for ever. */
class EndlessCopyIT {

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    private Scripts scripts;

    @BeforeEach
    void layScripts() {
        scripts = new Scripts(directory).with("V1__a.sql", "create table cc (a int);\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "copy cc from stdin\n",
                "copy cc from stdin;\n1\n",
                "copy cc from stdin\n1\n2\n\\.\n",
                "select 1; copy cc from stdin;\n1\n",
                "/* seed */ copy cc from stdin;\n1\n"
            })
    void isRefusedByNameAndLineBeforeAnythingRuns(String script) throws Exception {
        scripts.with("V2__b.sql", "\n" + script);
        try (Migrator migrator = new Migrator(database, scripts)) {
            assertThat(migrator.assess())
                    .isInstanceOfSatisfying(
                            Assessment.Mismatch.class,
                            mismatch -> assertThat(mismatch.problem().reason())
                                    .contains("V2__b.sql, line 2:", "the data of its COPY", "have no end"));
            assertThat(migrator.backlog().pending()).hasSize(2);
        }
    }

    @Test
    void isRefusedInACallbackToo() throws Exception {
        scripts.with("afterMigrate.sql", "copy cc from stdin;\n1\n");
        try (Migrator migrator = new Migrator(database, scripts)) {
            assertThat(migrator.assess())
                    .isInstanceOfSatisfying(
                            Assessment.Mismatch.class,
                            mismatch -> assertThat(mismatch.problem().reason())
                                    .contains("afterMigrate.sql, line 1:", "have no end"));
            assertThat(migrator.migrate()).isInstanceOf(MigrationResult.Failed.class);
        }
    }

    @Test
    @Timeout(30)
    void manyEmptyLinesOfDataTakeNoLonger() throws Exception {
        scripts.with("V1__a.sql", "create table cc (a text);\n")
                .with("V2__b.sql", "copy cc from stdin;\n" + "\n".repeat(100_000) + "\\.\n");
        try (Migrator migrator = new Migrator(database, scripts)) {
            assertThat(migrator.assess()).isEqualTo(new Assessment.Pending(2));
            assertThat(migrator.migrate()).isInstanceOf(MigrationResult.Applied.class);
            assertThat(database.number("select count(*) from cc")).isEqualTo(100_000);
        }
    }
}
