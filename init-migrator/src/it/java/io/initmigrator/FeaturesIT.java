package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests Flyway's own features through the single session that holds the fence. */
class FeaturesIT {

    private static final String NOTE = "insert into notes (what) values ('%s');\n";

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path bundle;

    @TempDir
    private Path callbacks;

    @Test
    void callbacksRunInTheirPlacesWhereSomethingIsPending() throws Exception {
        write("V1__notes.sql", "create table notes (n int generated always as identity, what text);\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        for (String callback : new String[] {
            "beforeMigrate", "beforeEachMigrate", "afterEachMigrate", "afterMigrate__grants", "afterMigrate__statistics"
        }) {
            write(callback + ".sql", NOTE.formatted(callback));
        }
        write("V2__two.sql", NOTE.formatted("two"));
        write("V3__three.sql", NOTE.formatted("three"));

        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);

        assertThat(database.strings("select what from notes order by n"))
                .containsExactly(
                        "beforeMigrate",
                        "beforeEachMigrate",
                        "two",
                        "afterEachMigrate",
                        "beforeEachMigrate",
                        "three",
                        "afterEachMigrate",
                        "afterMigrate__grants",
                        "afterMigrate__statistics");
    }

    @Test
    void callbackAroundTheMigrationRunsUntilItHasSucceeded() throws Exception {
        write("V1__notes.sql", "create table notes (n int generated always as identity, what text);\n");
        write("afterMigrate__grants.sql", "select broken;\n");

        for (int start = 0; start < 2; start++) {
            ExitStatus ending = launch().run();
            assertThat(ending.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
            assertThat(ending.message()).contains("afterMigrate__grants.sql, line 1, SQLSTATE 42703");
        }

        write("afterMigrate__grants.sql", NOTE.formatted("granted"));
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        assertThat(database.strings("select what from notes")).containsExactly("granted");
    }

    /** Covers a command that only waits: it reads the history, which another tool may have written, and runs no callback. */
    @Test
    void waitingIsNotForCallbacks() throws Exception {
        write("V1__notes.sql", "create table notes (n int generated always as identity, what text);\n");
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("filesystem:" + bundle)
                .load()
                .migrate();
        write("afterMigrate__grants.sql", NOTE.formatted("granted"));

        assertThat(launch().run("wait")).isEqualTo(ExitStatus.OK);
        assertThat(database.number("select count(*) from notes")).isZero();
    }

    @Test
    void callbackAroundTheMigrationGivesWayToALock() throws Exception {
        write("V1__notes.sql", "create table notes (n int generated always as identity, what text);\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        write("afterMigrate__grants.sql", NOTE.formatted("granted"));
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table notes");
            CompletableFuture<ExitStatus> end =
                    launch().with("MIGRATOR_LOCK_TIMEOUT", "200ms").start();
            String waiting = "exists (select from pg_stat_activity where datname = current_database()"
                    + " and application_name like 'init-migrator%' and wait_event_type = 'Lock')";
            database.await("select " + waiting);
            database.await("select not " + waiting);
            other.commit();

            assertThat(end.get()).isEqualTo(ExitStatus.OK);
        }
        assertThat(database.strings("select what from notes")).containsExactly("granted");
    }

    @Test
    void bundleThatIsBehindRunsNoCallbacks() throws Exception {
        write("V1__notes.sql", "create table notes (n int generated always as identity, what text);\n");
        write("V2__two.sql", "select 2;\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        Files.delete(bundle.resolve("V2__two.sql"));
        write("beforeMigrate.sql", NOTE.formatted("older"));

        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        assertThat(database.number("select count(*) from notes")).isZero();
    }

    @Test
    @Timeout(30)
    void callbackOfItsOwnLocationIsCheckedBeforeAnythingRuns() throws Exception {
        write("V1__notes.sql", "create table notes (n int);\n");
        Files.writeString(callbacks.resolve("afterMigrate.sql"), "copy notes from stdin;\n1\n");

        ExitStatus ending = launch().with("FLYWAY_CALLBACK_LOCATIONS", "filesystem:" + callbacks)
                .run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message()).contains("afterMigrate.sql", "have no end");
        assertThat(database.number("select count(*) from pg_tables where tablename = 'notes'"))
                .isZero();
    }

    @Test
    void failedCallbackIsNamedAndACorrectedOneIsAnotherBundle() throws Exception {
        write("V1__notes.sql", "create table notes (n int generated always as identity, what text);\n");
        Files.writeString(callbacks.resolve("beforeEachMigrate.sql"), "select broken;\n");
        InProcessRun launch = launch().with("FLYWAY_CALLBACK_LOCATIONS", "filesystem:" + callbacks);

        ExitStatus ending = launch.run();
        assertThat(ending.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(ending.message()).contains("beforeEachMigrate.sql, line 1, SQLSTATE 42703");

        Files.writeString(callbacks.resolve("beforeEachMigrate.sql"), "select 1;\n");
        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        assertThat(database.number("select count(*) from init_migrator_receipt"))
                .isEqualTo(1);

        Files.writeString(callbacks.resolve("beforeEachMigrate.sql"), "select 2;\n");
        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        assertThat(database.number("select count(*) from init_migrator_receipt"))
                .isEqualTo(2);
    }

    /** Prevents a second execution of the script: its changes remain, although the callback and not the script met the lock. */
    @Test
    void scriptThatNothingUndoesIsNotRunAgainWhereACallbackAfterItMeetsALock() throws Exception {
        write("V1__notes.sql", "create table notes (n int generated always as identity, what text);\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        write("V2__note.sql", NOTE.formatted("once"));
        write("V2__note.sql.conf", "executeInTransaction=false\n");
        write("V3__busy.sql", "select 3;\n");
        write("afterEachMigrate.sql", "do $$ begin set local lock_timeout = '100ms'; lock table busy; end $$;\n");

        ExitStatus ending = runWhileBusyIsInUse();

        assertThat(ending.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(ending.message()).contains("afterEachMigrate.sql", "55P03");
        assertThat(launch().run().code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(database.strings("select what from notes")).containsExactly("once");
    }

    /** Covers a script that Flyway records as failed: its first statement is committed all the same. */
    @Test
    void scriptThatNothingUndoesIsNotRunAgainWhereItMeetsALockItself() throws Exception {
        write("V1__notes.sql", "create table notes (n int generated always as identity, what text);\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        write("V2__note.sql.conf", "executeInTransaction=false\n");
        write(
                "V2__note.sql",
                NOTE.formatted("once") + "set lock_timeout = '100ms';\nalter table busy add note text;\n");

        ExitStatus ending = runWhileBusyIsInUse();

        assertThat(ending.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(ending.message()).contains("V2__note.sql, line 3, SQLSTATE 55P03");
        assertThat(launch().run().code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(database.strings("select what from notes")).containsExactly("once");
    }

    @Test
    void scriptThatNothingUndoesHasNotBegunWhereACallbackBeforeItFails() throws Exception {
        write("V1__notes.sql", "create table notes (n int generated always as identity, what text);\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        write("V2__index.sql", "create index concurrently notes_by_what on notes (what);\n");
        write("beforeEachMigrate.sql", "select broken;\n");
        assertThat(launch().run().message()).contains("beforeEachMigrate.sql, line 1, SQLSTATE 42703");

        write("beforeEachMigrate.sql", "select 1;\n");

        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void journalOfAnotherApplicationIsNoneOfANewOnes() throws Exception {
        write("V1__notes.sql", "create table notes (n int generated always as identity, what text);\n");
        write("V2__index.sql", "create index concurrently notes_by_what on notes (what);\n");
        assertThat(launch().with("FLYWAY_TABLE", "first_history").run()).isEqualTo(ExitStatus.OK);
        InProcessRun second = launch().with("FLYWAY_TABLE", "second_history").with("FLYWAY_BASELINE_VERSION", "1");

        assertThat(second.run("status").code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        ExitStatus ending = second.run();
        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message()).contains("FLYWAY_BASELINE_ON_MIGRATE");

        write("V2__index.sql", "create index concurrently notes_by_number on notes (n);\n");
        assertThat(second.with("FLYWAY_BASELINE_ON_MIGRATE", "true").run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void placeholdersAreReplaced() throws Exception {
        write("V1__tables.sql", """
                create table ${prefix}_orders (tenant text default '${tenant}', schema text default '${flyway:defaultSchema}',
                  script text default '${flyway:filename}');
                insert into ${prefix}_orders default values;
                """);
        InProcessRun launch =
                launch().with("FLYWAY_PLACEHOLDERS_PREFIX", "eu").with("FLYWAY_PLACEHOLDERS_TENANT", "acme");

        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        assertThat(database.string("select concat_ws('|', tenant, schema, script) from eu_orders"))
                .isEqualTo("acme|public|V1__tables.sql");
        write("V2__more.sql", "select '${tenant}';\n");
        assertThat(launch().run()).satisfies(ending -> {
            assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
            assertThat(ending.message()).contains("No value provided for placeholder", "FLYWAY_PLACEHOLDERS_TENANT");
        });
    }

    /** Covers PostgreSQL's messages, which quote invalid input; the failure is published on the Lease and in an Event. */
    @Test
    void placeholderFromAFileIsShownByNoFailure(@TempDir Path secrets) throws Exception {
        Path file = Files.writeString(secrets.resolve("salt"), "S3cr3tPlaceholderValue\n");
        write("V1__salt.sql", "create table salts (salt int);\ninsert into salts values ('${salt}');\n");

        ExitStatus ending =
                launch().with("FLYWAY_PLACEHOLDERS_SALT_FILE", file.toString()).run();

        assertThat(ending.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(ending.message()).contains("invalid input syntax for type integer: \"****\"");
    }

    @Test
    void existingSchemaIsTakenOverByABaseline() throws Exception {
        database.execute("create table orders (id bigint)");
        write("V1__orders.sql", "create table orders (id bigint);\n");
        write("V2__items.sql", "create table items (id bigint);\n");
        assertThat(launch().run().code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);

        InProcessRun launch =
                launch().with("FLYWAY_BASELINE_ON_MIGRATE", "true").with("FLYWAY_BASELINE_VERSION", "1");

        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        assertThat(history()).containsExactly("1 BASELINE", "2 SQL");
    }

    @Test
    void baselineIsRecordedEvenIfNothingElseIsPending() throws Exception {
        database.execute("create table orders (id bigint)");
        write("V1__orders.sql", "create table orders (id bigint);\n");
        InProcessRun launch =
                launch().with("FLYWAY_BASELINE_ON_MIGRATE", "true").with("FLYWAY_BASELINE_VERSION", "1");

        assertThat(launch.run()).isEqualTo(ExitStatus.OK);

        assertThat(history()).containsExactly("1 BASELINE");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        write("V2__items.sql", "create table items (id bigint);\n");
        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        assertThat(history()).containsExactly("1 BASELINE", "2 SQL");
    }

    @Test
    void lateScriptRunsOutOfOrderWhereThatIsAllowed() throws Exception {
        write("V1__one.sql", "select 1;\n");
        write("V3__three.sql", "select 3;\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        write("V2__late.sql", "select 2;\n");

        assertThat(launch().run()).satisfies(ending -> {
            assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
            assertThat(ending.message()).contains("not applied to database: 2", "FLYWAY_OUT_OF_ORDER=true");
        });
        assertThat(launch().with("FLYWAY_OUT_OF_ORDER", "true").run()).isEqualTo(ExitStatus.OK);
        assertThat(history()).containsExactly("1 SQL", "3 SQL", "2 SQL");
        assertThat(launch().with("FLYWAY_OUT_OF_ORDER", "true").run()).isEqualTo(ExitStatus.OK);
    }

    /** Covers Flyway's order of repeatable scripts, which is by description. */
    @Test
    void repeatableScriptsThatDependOnEachOtherRunInTheirOrderAndWhenTheyChange() throws Exception {
        write("V1__orders.sql", "create table orders (id bigint, paid boolean);\n");
        write("R__1_open.sql", "create or replace view open as select id from orders where not paid;\n");
        write("R__2_count.sql", "create or replace view open_count as select count(*) from open;\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);

        write("R__1_open.sql", "create or replace view open as select id from orders where paid is not true;\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);

        assertThat(database.strings("select script from flyway_schema_history order by installed_rank"))
                .containsExactly("V1__orders.sql", "R__1_open.sql", "R__2_count.sql", "R__1_open.sql");
        assertThat(launch().run("status")).isEqualTo(ExitStatus.OK);
    }

    /** Covers a script whose checksum changes at each read; Flyway alone runs it at each migrate, which is its purpose. */
    @Test
    void repeatableScriptThatIsAnotherAtEachLookRunsOnceForEachBundle() throws Exception {
        write("V1__notes.sql", "create table notes (n int generated always as identity, what text);\n");
        // The timestamp has a resolution of one second.
        write("R__note.sql", "insert into notes (what) values ('${flyway:timestamp}');\nselect pg_sleep(1.1);\n");

        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        assertThat(database.number("select count(*) from notes")).isEqualTo(1);

        write("V2__two.sql", "create table two (id bigint);\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        assertThat(database.number("select count(*) from notes")).isEqualTo(2);
    }

    @Test
    void targetHoldsLaterScriptsBackUntilItIsRaised() throws Exception {
        write("V1__one.sql", "select 1;\n");
        write("V2__two.sql", "select 2;\n");

        assertThat(launch().with("FLYWAY_TARGET", "1").run()).isEqualTo(ExitStatus.OK);
        assertThat(launch().with("FLYWAY_TARGET", "1").run()).isEqualTo(ExitStatus.OK);
        assertThat(history()).containsExactly("1 SQL");
        assertThat(launch().with("FLYWAY_TARGET", "latest").run()).isEqualTo(ExitStatus.OK);
        assertThat(history()).containsExactly("1 SQL", "2 SQL");
    }

    /** Covers a setting that the community edition does not support. */
    @Test
    void cherryPickIsRefusedRatherThanPassedOver() throws Exception {
        write("V1__one.sql", "select 1;\n");
        write("V2__two.sql", "select 2;\n");

        ExitStatus ending = launch().with("FLYWAY_CHERRY_PICK", "2").run();

        assertThat(ending.code()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
        assertThat(ending.message()).contains("FLYWAY_CHERRY_PICK");
        assertThat(database.string("select to_regclass('flyway_schema_history') is null"))
                .isEqualTo("t");
    }

    @Test
    void copyFromStandardInputIsRead() throws Exception {
        write("V1__load.sql", """
                create table users (name text, born date);
                COPY users (name, born) FROM STDIN WITH (FORMAT csv);
                Ada,1815-12-10
                "Grace, Brewster",1906-12-09
                \\.
                insert into users values ('Alan', '1912-06-23');
                """);

        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        assertThat(database.strings("select name from users order by born"))
                .containsExactly("Ada", "Grace, Brewster", "Alan");
    }

    private ExitStatus runWhileBusyIsInUse() throws Exception {
        database.execute("create table busy (id int)");
        try (Connection blocker = database.connect();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("lock table busy in access share mode");
            return launch().run();
        }
    }

    private java.util.List<String> history() {
        return database.strings(
                "select version || ' ' || type from flyway_schema_history where success order by installed_rank");
    }

    private InProcessRun launch() {
        return InProcessRun.on(database, bundle).with("MIGRATOR_FAILURE_BACKOFF", "1ms");
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }
}
