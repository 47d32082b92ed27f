package io.initmigrator.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptValidatorIT {

    private static final String BODY = """
            create function d(a int) returns text language sql
            begin atomic
             select case when a > 1 then 1::text else case when a < 0 then 2::text end end;
             select 'x';
            end;
            """;

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\restrict AbCd",
                "\\set ON_ERROR_STOP on",
                "\\connect other",
                "\\i other.sql",
                "\\copy a from 'a.csv'",
                "\\copy a from stdin\n1\n\\.",
                "\\echo 'it''s'",
                "\\!ls",
                "select 'create table b (id int)' \\gexec",
                "select 1 as x \\gset",
                "/* a */ \\timing",
                "\\restrict AbCd\nSET standard_conforming_strings = on;",
                "\\restrict AbCd\nset session standard_conforming_strings to 'ON';"
            })
    void commandOfPsqlIsNamedWithItsLineBeforeAnythingRuns(String command) throws Exception {
        Scripts scripts = new Scripts(directory)
                .with("V1__a.sql", "create table a (id int);\n")
                .with("V2__b.sql", "create table b (t text default E'it\\'s \\\\');\n\n" + command + "\n");
        try (Migrator migrator = new Migrator(database, scripts)) {
            assertThat(migrator.assess())
                    .isInstanceOfSatisfying(
                            Assessment.Mismatch.class,
                            mismatch -> assertThat(mismatch.problem().reason())
                                    .matches("V2__b\\.sql, line 3: \\\\\\S+ is a command of psql, not SQL"));
        }
    }

    @Test
    void commandOfPsqlInACallbackIsNamedToo() throws Exception {
        Scripts scripts = new Scripts(directory)
                .with("V1__a.sql", "create table a (id int);\n")
                .with("afterMigrate.sql", "select 1;\n\\echo done\n");
        try (Migrator migrator = new Migrator(database, scripts)) {
            assertThat(migrator.assess())
                    .isInstanceOfSatisfying(
                            Assessment.Mismatch.class,
                            mismatch -> assertThat(mismatch.problem().reason())
                                    .startsWith("afterMigrate.sql, line 2: \\echo is"));
        }
    }

    @Test
    void backslashesOfStringsCommentsAndDataAreNone() throws Exception {
        Scripts scripts = new Scripts(directory)
                .with("V1__a.sql", """
                        -- \\restrict x
                        /* \\set y */
                        create table a (t text default '\\set', "\\c" text);
                        do $$begin perform '\\i'; end$$;
                        insert into a values (E'\\'\\n', '\\');
                        copy a from stdin;
                        \\N\tx
                        y\\\\t\t\\N
                        \\.
                        select '\\x00'::bytea;
                        """)
                .with("V2__old.sql", "set standard_conforming_strings = off;\nselect 'it\\'s \\c';\n");
        try (Migrator migrator = new Migrator(database, scripts)) {
            assertThat(migrator.assess()).isEqualTo(new Assessment.Pending(2));
            assertThat(migrator.migrate()).isInstanceOf(MigrationResult.Applied.class);
        }
    }

    @Test
    void bodyThatFlywayDividesIsNamedBeforeAnythingRuns() throws Exception {
        Scripts scripts = new Scripts(directory).with("V1__a.sql", "select 1;\n" + BODY);
        try (Migrator migrator = new Migrator(database, scripts)) {
            assertThat(migrator.assess()).isInstanceOfSatisfying(Assessment.Mismatch.class, mismatch -> {
                assertThat(mismatch.problem().reason())
                        .startsWith("V1__a.sql, line 2: ")
                        .contains("BEGIN ATOMIC");
                assertThat(mismatch.problem().remedy()).contains("AS $$");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create function d() returns int language sql begin atomic select 1; select 2; end;\ncreate table b ();",
                "create function d() returns int language sql\nbegin atomic\n select case when true then 1 end;\nend;",
                "comment on schema public is 'begin atomic; case';\ncreate table \"case\" (\"end\" int);"
            })
    void bodyThatFlywayReadsRightIsRun(String script) throws Exception {
        Scripts scripts = new Scripts(directory).with("V1__a.sql", script);
        try (Migrator migrator = new Migrator(database, scripts)) {
            assertThat(migrator.assess()).isEqualTo(new Assessment.Pending(1));
            assertThat(migrator.migrate()).isInstanceOf(MigrationResult.Applied.class);
        }
    }
}
