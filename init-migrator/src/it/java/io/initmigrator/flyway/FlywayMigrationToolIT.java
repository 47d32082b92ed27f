package io.initmigrator.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.ScriptProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Tests Flyway on the session that holds the fence, on real PostgreSQL. */
class FlywayMigrationToolIT {

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    @Test
    void appliesWhatIsPendingAndThenHasNothingToDo() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            assertThat(leader.assess()).isEqualTo(new Assessment.Pending(4, 1));
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(4));
            assertThat(leader.progress).first().isEqualTo(new ScriptProgress(1, 4, "V1__create_users.sql"));
            assertThat(leader.progress).last().isEqualTo(new ScriptProgress(4, 4, "R__open_orders.sql"));
            assertThat(leader.committed).containsExactly("1", "2", "3");
            assertThat(leader.assess())
                    .isEqualTo(new Assessment.Complete(
                            new Receipt("sha256:test", "3", "3", 4, 4, false, false, "", List.of(), Map.of())));
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(0));
        }
    }

    @Test
    void scriptChangedBetweenAssessmentAndMigrationIsFoundOut() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            assertThat(leader.assess()).isEqualTo(new Assessment.Pending(4, 1));
            scripts.with("V2__create_orders.sql", Scripts.ORDERS + "-- changed\n");
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(4));
            assertThat(((Assessment.Mismatch) leader.assess()).problem().reason())
                    .startsWith("V2__create_orders.sql: Migration checksum mismatch for migration version 2");
        }
    }

    @Test
    void verificationReadsNoScriptAgain() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            leader.assess();
            leader.migrate();
            scripts.without("V1__create_users.sql");
            assertThat(leader.assess()).isInstanceOf(Assessment.Complete.class);
            assertThat(((Assessment.Mismatch) leader.assess()).problem().reason())
                    .isEqualTo("Detected applied migration not resolved locally: 1");
        }
    }

    @Test
    void fileThatFlywayPassesOverIsNamedOnce() throws Exception {
        var scripts = Scripts.shop(directory)
                .with("V4_note.sql", "select 1;\n")
                .with("V4_other.SQL", "select 1;\n")
                .with("v5__note.sql", "select 1;\n")
                .with("V6__note.sql.conf", "executeInTransaction=true\n")
                .with("V6__note.sql", "select 1;\n")
                .with("afterMigrate__note.sql", "select 1;\n")
                .with("README.md", "");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(FlywayMigrationTool.class);
        // An earlier test may have changed the level.
        logger.setLevel(Level.WARN);
        logger.addAppender(log);
        try (var leader = new Migrator(database, scripts)) {
            leader.assess();
            leader.migrate();
            leader.assess();
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }

        assertThat(log.list)
                .allMatch(line -> line.getLevel() == Level.WARN)
                .extracting(line -> line.getKeyValuePairs().toString())
                .satisfiesExactly(
                        line -> assertThat(line).contains("V4_note.sql", "could not recognise version number 4_note"),
                        line -> assertThat(line).contains("V4_other.SQL"),
                        line -> assertThat(line).contains("v5__note.sql", "Unrecognised migration name format"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create index concurrently i on users (email); alter table users add x int"
                        + " | Detected both transactional | a separate script",
                "select ${nobody} | No value provided for placeholder: ${nobody} | set FLYWAY_PLACEHOLDERS_NOBODY"
            })
    void scriptThatCannotBeParsedIsNamedBeforeAnythingRuns(String sql, String reason, String remedy) throws Exception {
        var scripts = Scripts.shop(directory).with("V4__odd.sql", sql);
        try (var leader = new Migrator(database, scripts)) {
            assertThat(leader.assess()).isInstanceOfSatisfying(Assessment.Mismatch.class, mismatch -> {
                assertThat(mismatch.problem().reason())
                        .startsWith("V4__odd.sql: ")
                        .contains(reason);
                assertThat(mismatch.problem().remedy()).contains(remedy);
            });
            assertThat(leader.backlog().pending()).hasSize(5);
        }
    }

    @Test
    void stockFlywayGoesOnFromThere() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            leader.migrate();
        }
        Flyway stock = stock(database, scripts).load();
        assertThat(stock.validateWithResult().validationSuccessful).isTrue();
        assertThat(stock.info().pending()).isEmpty();

        TestDatabase other = TestPostgres.freshDatabase();
        stock(other, scripts).load().migrate();
        String history = "select concat_ws('|', installed_rank, version, description, type, script, checksum,"
                + " installed_by, success) from flyway_schema_history order by installed_rank";
        assertThat(database.strings(history)).isEqualTo(other.strings(history));
    }

    @Test
    void oneBackendDoesItAll() throws Exception {
        var scripts = Scripts.shop(directory).with("V4__note_backends.sql", """
                        create table backends as
                          select pid, application_name from pg_stat_activity
                          where datname = current_database() and backend_type = 'client backend';
                        """);
        try (var leader = new Migrator(database, scripts)) {
            leader.assess();
            leader.migrate();
            assertThat(database.strings("select application_name from backends"))
                    .containsExactly("init-migrator leader_1");
        }
    }

    @Test
    void indexIsBuiltConcurrentlyWhileOthersIdle() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var idle = database.connect();
                var statement = idle.createStatement();
                var leader = new Migrator(database, scripts)) {
            statement.execute("select 1");
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(4));
        }
        assertThat(database.string("select indisvalid from pg_index where indexrelid = 'orders_by_user'::regclass"))
                .isEqualTo("t");
    }

    @Test
    void concurrentIndexWaitsLongerThanTheLockTimeoutForOlderTransactions() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var older = database.connect();
                var statement = older.createStatement();
                var leader = new Migrator(database, scripts)) {
            leader.session.tryFence();
            setLockTimeout(leader, "200ms");
            older.setAutoCommit(false);
            older.setTransactionIsolation(java.sql.Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("select count(*) from pg_class");
            var run = CompletableFuture.supplyAsync(leader::migrate);
            database.await("select exists (select 1 from pg_stat_activity where query like '%orders_by_user%'"
                    + " and application_name = 'init-migrator leader_1' and wait_event = 'virtualxid'"
                    + " and clock_timestamp() - query_start > interval '600ms')");
            older.rollback();
            assertThat(run.get()).isEqualTo(new MigrationResult.Applied(4));
        }
    }

    @Test
    void brokenScriptFailsWithFileLineAndTheServersWordsAndLeavesNothing() throws Exception {
        var scripts = Scripts.shop(directory).with("V4__rename.sql", """
                alter table users add column name text;

                update users set naem = 's3cret';
                """);
        try (var leader = new Migrator(database, scripts)) {
            var failure = ((MigrationResult.Failed) leader.migrate()).failure();
            assertThat(failure.version()).isEqualTo("4");
            assertThat(failure.sentence())
                    .startsWith("V4__rename.sql, line 3, SQLSTATE 42703: column \"naem\" of relation \"users\" does"
                            + " not exist");
            assertThat(database.string("select max(version) from flyway_schema_history"))
                    .isEqualTo("3");
            assertThat(database.number("select count(*) from information_schema.columns where column_name = 'name'"
                            + " and table_name = 'users'"))
                    .isZero();
            scripts.with("V4__rename.sql", "alter table users add column name text;");
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(2));
        }
    }

    /** Protects the data in rows: the failure is published on the Lease and in Events, which many users may read. */
    @Test
    void failureTellsNothingOfWhatTheRowsHold() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            leader.migrate();
            for (var statement : Map.of(
                            "insert into users (id, email) overriding system value values (1000, 'user1@example.org');",
                            "duplicate key value violates unique constraint \"users_email_key\"; Detail: Key (…) already"
                                    + " exists.",
                            "alter table users add secret text;\ninsert into users (secret) values ('of (mine)');",
                            "null value in column \"email\" of relation \"users\" violates not-null constraint; Detail:"
                                    + " Failing row contains (…).",
                            "create table c (i int, t text);\ncopy c from stdin;\n1\tx\n2\tof mine\ttoo\n\\.\n",
                            "extra data after last expected column; Where: COPY c, line 2")
                    .entrySet()) {
                scripts.with("V4__rows.sql", statement.getKey());
                assertThat(leader.migrate())
                        .isInstanceOfSatisfying(
                                MigrationResult.Failed.class,
                                failed -> assertThat(failed.failure().message()).isEqualTo(statement.getValue()));
            }
        }
    }

    @Test
    void failedScriptOutsideATransactionIsRecordedAndNamedUntilRepaired() throws Exception {
        var scripts = Scripts.shop(directory)
                .with("V4__unique.sql", "create unique index concurrently one_per_state on orders (state);\n");
        try (var leader = new Migrator(database, scripts.without("V4__unique.sql"))) {
            leader.migrate();
            database.execute("insert into orders (user_id, amount) values (1, 1), (2, 2)");
            scripts.with("V4__unique.sql", "create unique index concurrently one_per_state on orders (state);\n");
            assertThat(((MigrationResult.Failed) leader.migrate()).failure().sqlState())
                    .isEqualTo("23505");
            assertThat(leader.assess())
                    .isEqualTo(new Assessment.Mismatch(
                            "V4__unique.sql is recorded as failed; the schema may contain part of it",
                            Remedies.FAILED));
            assertThat(leader.migrate()).isInstanceOf(MigrationResult.Refused.class);
        }
    }

    @Test
    void lockTimeoutBlocksAndLeavesNothing() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var application = database.connect();
                var statement = application.createStatement();
                var leader = new Migrator(database, scripts)) {
            leader.migrate();
            scripts.with("V4__state.sql", """
                    -- init-migrator: lock-timeout=200ms
                    create table states (name text);
                    alter table orders add column note text;
                    """);
            application.setAutoCommit(false);
            statement.execute("select * from orders");
            var blocked = (MigrationResult.Blocked) leader.migrate();
            assertThat(blocked.failure().sentence())
                    .isEqualTo("V4__state.sql, line 3, SQLSTATE 55P03: canceling statement due to lock timeout");
            assertThat(database.string("select to_regclass('states') is null")).isEqualTo("t");
            application.rollback();
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40P01", "40001"})
    void victimOfAnotherSessionIsBlockedAndLeavesNothing(String sqlState) throws Exception {
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            leader.migrate();
            scripts.with("V4__state.sql", """
                    create table states (name text);
                    do $$ begin if to_regclass('other_is_done') is null then
                    raise exception 'deadlock detected' using errcode = '%s'; end if; end $$;
                    """.formatted(sqlState));

            var blocked = (MigrationResult.Blocked) leader.migrate();

            assertThat(blocked.failure().sentence()).startsWith("V4__state.sql, line 2, SQLSTATE " + sqlState);
            assertThat(database.string("select to_regclass('states') is null")).isEqualTo("t");
            database.execute("create table other_is_done ()");
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "set transaction isolation level serializable | remove it",
                "set local transaction_isolation = 'serializable' | FLYWAY_INIT_SQL",
                "select set_config('transaction_isolation', 'serializable', true) | FLYWAY_INIT_SQL",
                "do $$begin execute 'vacuum'; end$$ | move it out of the function",
                "set session authorization helper | RESET SESSION AUTHORIZATION"
            })
    void adviceFitsTheRefusedStatement(String statement, String advice) throws Exception {
        database.execute("do $$begin create role helper; exception when duplicate_object then null; end$$;"
                + " grant all on schema public to helper");
        var scripts = new Scripts(directory).with("V1__a.sql", statement + ";\ncreate table a (id int);\n");
        try (var leader = new Migrator(database, scripts)) {
            assertThat(leader.migrate())
                    .isInstanceOfSatisfying(
                            MigrationResult.Failed.class,
                            failed -> assertThat(failed.failure().message()).contains(advice));
        }
    }

    @Test
    void isolationThatTheAdviceNamesIsTheScripts() throws Exception {
        var scripts = new Scripts(directory)
                .with("V1__a.sql", "create table a as select current_setting('transaction_isolation') as level;\n");
        var environment = Map.of("FLYWAY_INIT_SQL", "SET default_transaction_isolation = 'serializable'");
        try (var leader = new Migrator(database, scripts, environment, WhenEmpty.FAIL)) {
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(1));
        }
        assertThat(database.string("select level from a")).isEqualTo("serializable");
    }

    @Test
    void readOnlyDatabaseIsRefusedAtOnceWithWhatToSet() throws Exception {
        database.execute("alter database \"" + database.name() + "\" set default_transaction_read_only = on");
        try (var leader = new Migrator(database, Scripts.shop(directory))) {
            assertThatThrownBy(leader::migrate)
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("default_transaction_read_only = off");
        }
    }

    @Test
    void anotherFlywayThatMigratesIsWaitedFor() throws Exception {
        var scripts = new Scripts(directory).with("V1__hold_on.sql", """
                do $$ begin while exists (select from hold_on) loop perform pg_sleep(0.02); end loop; end $$;
                """);
        database.execute("create table hold_on as select 1 as reason");
        var environment = Map.of(
                "FLYWAY_LOCK_RETRY_COUNT", "1", "FLYWAY_BASELINE_ON_MIGRATE", "true", "FLYWAY_BASELINE_VERSION", "0");
        var other = stock(database, scripts).baselineOnMigrate(true).baselineVersion("0");
        try (var leader = new Migrator(database, scripts, environment, WhenEmpty.FAIL)) {
            var stock = CompletableFuture.supplyAsync(() -> other.load().migrate());
            database.await("select exists (select 1 from pg_stat_activity where query like 'do $$ begin while%')");

            assertThat(leader.migrate())
                    .isInstanceOfSatisfying(
                            MigrationResult.Blocked.class,
                            blocked -> assertThat(blocked.failure().sentence())
                                    .isEqualTo("the history, SQLSTATE 55P03: another Flyway process is migrating and"
                                            + " holds Flyway's own advisory lock"));

            database.execute("delete from hold_on");
            assertThat(stock.get().success).isTrue();
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(0));
        }
    }

    @Test
    void killedBackendIsALostSessionAndNothingIsRecorded() throws Exception {
        var scripts =
                Scripts.shop(directory).with("V4__long.sql", "create table half (id int);\nselect pg_sleep(60);\n");
        try (var leader = new Migrator(database, scripts)) {
            var run = CompletableFuture.supplyAsync(leader::migrate);
            database.await("select exists (select 1 from pg_stat_activity where query like 'select pg_sleep%')");
            database.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep%'"
                            + " and datname = current_database()");
            assertThatThrownBy(run::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SessionLostException.class);
            assertNothingOfVersionFour();
        }
    }

    @Test
    void abortIsALostSessionAtOnceAndNothingIsRecorded() throws Exception {
        var scripts =
                Scripts.shop(directory).with("V4__long.sql", "create table half (id int);\nselect pg_sleep(60);\n");
        try (var leader = new Migrator(database, scripts)) {
            var run = CompletableFuture.supplyAsync(leader::migrate);
            database.await("select exists (select 1 from pg_stat_activity where query like 'select pg_sleep%')");
            leader.session.abort();
            assertThatThrownBy(() -> run.get(2, java.util.concurrent.TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SessionLostException.class);
            database.await("select not exists (select 1 from pg_stat_activity where application_name ="
                    + " 'init-migrator leader_1' and datname = current_database())");
            assertNothingOfVersionFour();
        }
    }

    /** Covers a leader that loses its leadership after it took the fence and before it started Flyway. */
    @Test
    void sessionGivenUpBeforehandIsALostSession() throws Exception {
        try (var leader = new Migrator(database, Scripts.shop(directory))) {
            leader.session.abort();
            assertThatThrownBy(leader::assess).isInstanceOf(SessionLostException.class);
            assertThatThrownBy(leader::migrate).isInstanceOf(SessionLostException.class);
            assertThatThrownBy(leader::repair).isInstanceOf(SessionLostException.class);
        }
    }

    @Test
    void abortedScriptOutsideATransactionIsNotRecordedAsFailed() throws Exception {
        var scripts = Scripts.shop(directory)
                .with("V4__long.sql", "select pg_sleep(60);\n")
                .with("V4__long.sql.conf", "executeInTransaction=false\n");
        try (var leader = new Migrator(database, scripts)) {
            var run = CompletableFuture.supplyAsync(leader::migrate);
            database.await("select exists (select 1 from pg_stat_activity where query like 'select pg_sleep%')");
            leader.session.abort();
            assertThatThrownBy(run::get).hasCauseInstanceOf(SessionLostException.class);
            assertThat(database.strings("select success from flyway_schema_history"))
                    .containsOnly("t");
        }
    }

    @Test
    void changedRemovedAndLateScriptsAreMisfits() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            leader.migrate();
            scripts.with("V2__create_orders.sql", Scripts.ORDERS + "-- changed\n");
            assertThat(((Assessment.Mismatch) leader.assess()).problem().reason())
                    .matches(
                            "V2__create_orders\\.sql: Migration checksum mismatch for migration version 2 -> Applied to database : -?\\d+ ->"
                                    + " Resolved locally : -?\\d+");
            scripts.with("V2__create_orders.sql", Scripts.ORDERS).without("V1__create_users.sql");
            assertThat(((Assessment.Mismatch) leader.assess()).problem().reason())
                    .isEqualTo("Detected applied migration not resolved locally: 1");
            scripts.with("V1__create_users.sql", Scripts.USERS).with("V1.5__late.sql", "select 1;\n");
            assertThat(((Assessment.Mismatch) leader.assess()).problem().reason())
                    .isEqualTo("Detected resolved migration not applied to database: 1.5");
            assertThat(((MigrationResult.Refused) leader.migrate()).problem().reason())
                    .contains("not applied to database: 1.5");
        }
    }

    @Test
    void historyIsNotValidatedWhereFlywayIsToldNotTo() throws Exception {
        var scripts = Scripts.shop(directory);
        var settings = Map.of("FLYWAY_VALIDATE_ON_MIGRATE", "false");
        try (var leader = new Migrator(database, scripts, settings, WhenEmpty.FAIL)) {
            leader.migrate();
            scripts.with("V2__create_orders.sql", Scripts.ORDERS + "-- changed\n")
                    .with("V4__next.sql", "select 4;\n");
            assertThat(leader.assess()).isEqualTo(new Assessment.Pending(1));
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(1));
            assertThat(leader.assess()).isInstanceOf(Assessment.Complete.class);
        }
    }

    @Test
    void emptyBundleFailsUnlessItMayBeSkipped() throws Exception {
        var scripts = new Scripts(directory);
        try (var leader = new Migrator(database, scripts)) {
            assertThat(leader.assess())
                    .isEqualTo(new Assessment.Mismatch("no migration in " + directory, Remedies.EMPTY));
        }
        try (var leader = new Migrator(database, scripts, Map.of(), WhenEmpty.SKIP)) {
            var complete = (Assessment.Complete) leader.assess();
            leader.fence.record(complete.receipt());
            Scripts.shop(directory);
            assertThat(leader.assess()).isEqualTo(new Assessment.Pending(4, 1));
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(4));
        }
    }

    @Test
    void schemaWithTablesAndWithoutHistoryNeedsABaseline() throws Exception {
        database.execute("create table users (id int)");
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            assertThat(((Assessment.Mismatch) leader.assess()).problem().remedy())
                    .isEqualTo(Remedies.NO_HISTORY);
        }
        try (var leader = new Migrator(
                database,
                scripts,
                Map.of("FLYWAY_BASELINE_ON_MIGRATE", "true", "FLYWAY_BASELINE_VERSION", "1"),
                WhenEmpty.FAIL)) {
            assertThat(leader.assess()).isEqualTo(new Assessment.Pending(3, 1));
        }
    }

    @Test
    void olderBundleAppliesNothingNotEvenItsRepeatables() throws Exception {
        var scripts = Scripts.shop(directory)
                .with(
                        "V4__totals.sql",
                        "-- init-migrator: compatible-from=3\nalter table orders add column note text;\n")
                .with("R__open_orders.sql", "create or replace view open_orders as select id, amount from orders;\n")
                .with("R__big_orders.sql", "create or replace view big as select * from orders where amount > 100;\n");
        try (var leader = new Migrator(database, scripts)) {
            leader.migrate();
            var receipt = ((Assessment.Complete) leader.assess()).receipt();
            assertThat(receipt.compatibleFrom()).isEqualTo(Map.of(new SchemaVersion("4"), new SchemaVersion("3")));
            Scripts.shop(directory).without("V4__totals.sql").without("R__big_orders.sql");
            assertThat(leader.assess())
                    .isEqualTo(new Assessment.Complete(
                            new Receipt("sha256:test", "4", "3", 6, 6, true, false, "", List.of(), Map.of())));
        }
    }

    @Test
    void configMapMountIsReadOnce() throws Exception {
        Path data = Files.createDirectory(directory.resolve("..2026_11_20_23_00_00.1"));
        Scripts.shop(data);
        Files.createSymbolicLink(directory.resolve("..data"), data.getFileName());
        try (var files = Files.list(data)) {
            for (Path file : files.toList()) {
                Files.createSymbolicLink(
                        directory.resolve(file.getFileName()), Path.of("..data").resolve(file.getFileName()));
            }
        }
        try (var leader = new Migrator(database, new Scripts(directory))) {
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(4));
        }
    }

    @Test
    void settingsFromTheEnvironmentMeanWhatFlywaySays() throws Exception {
        var scripts = new Scripts(directory)
                .with("X1__create.sql", "create table ${name} (owner text default '${flyway:user}');\n");
        var environment = Map.of(
                "FLYWAY_SQL_MIGRATION_PREFIX", "X",
                "FLYWAY_PLACEHOLDERS_NAME", "things",
                "FLYWAY_SCHEMAS", "shop,audit",
                "FLYWAY_TABLE", "Versions",
                "FLYWAY_BASELINE_MIGRATION_PREFIX", "BASE",
                "FLYWAY_JDBC_PROPERTIES_SOCKETTIMEOUT", "30",
                "FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK", "false");
        try (var leader = new Migrator(database, scripts, environment, WhenEmpty.FAIL)) {
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(1));
            var receipt = ((Assessment.Complete) leader.assess()).receipt();
            assertThat(receipt.historyRows()).isEqualTo(2);
        }
        assertThat(database.string("select count(*) from shop.\"Versions\"")).isEqualTo("2");
        assertThat(database.string(
                        "select to_regclass('shop.things') is not null and 'audit'::regnamespace is not null"))
                .isEqualTo("t");
    }

    @Test
    void initSqlThatFailsIsToldAsWhatItIs() throws Exception {
        var settings = Map.of("FLYWAY_INIT_SQL", "set lokc_timeout to 5");
        try (var leader = new Migrator(database, Scripts.shop(directory), settings, WhenEmpty.FAIL)) {
            assertThatThrownBy(leader::assess)
                    .isInstanceOf(UnreachableException.class)
                    .hasMessage("FLYWAY_INIT_SQL failed: unrecognized configuration parameter \"lokc_timeout\""
                            + " (SQLSTATE 42704); correct or unset it");
        }
    }

    @Test
    void unknownSettingIsNamed() {
        var scripts = Scripts.shop(directory);
        assertThatThrownBy(() -> new Migrator(database, scripts, Map.of("FLYWAY_SCHEMAZ", "x"), WhenEmpty.FAIL))
                .isInstanceOf(FlywaySettingsException.class)
                .hasMessageContaining("FLYWAY_SCHEMAZ");
    }

    @Test
    void everySettingThatFlywayRefusesIsNamedBeforeAnythingIsDone() {
        var settings = Map.ofEntries(
                Map.entry("FLYWAY_TARGET", "soon"),
                Map.entry("FLYWAY_MIXED", "perhaps"),
                Map.entry("FLYWAY_ENCODING", "klingon"),
                Map.entry("FLYWAY_IGNORE_MIGRATION_PATTERNS", "all"),
                Map.entry("FLYWAY_CONNECT_RETRIES", "many"),
                Map.entry("FLYWAY_RESOLVERS", "some.Resolver"),
                Map.entry("FLYWAY_SCHEMAZ", "x"),
                Map.entry("FLYWAY_PLACEHOLDERS_OWNER", "bob"),
                Map.entry("FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK", ""),
                Map.entry("FLYWAY_OUT_OF_ORDER", "true"));
        assertThatThrownBy(() -> new Migrator(database, Scripts.shop(directory), settings, WhenEmpty.FAIL))
                .isInstanceOf(FlywaySettingsException.class)
                .message()
                .hasLineCount(7)
                .contains("FLYWAY_TARGET is refused by Flyway: Version may only contain")
                .contains("FLYWAY_MIXED is", "FLYWAY_ENCODING is", "FLYWAY_IGNORE_MIGRATION_PATTERNS is")
                .contains("FLYWAY_CONNECT_RETRIES is", "FLYWAY_RESOLVERS is", "FLYWAY_SCHEMAZ is not a setting");
    }

    @Test
    void copyFromStdinWorks() throws Exception {
        var scripts = Scripts.shop(directory).with("V4__load.sql", """
                COPY users (email) FROM STDIN;
                a@example.org
                b@example.org
                \\.
                """);
        try (var leader = new Migrator(database, scripts)) {
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(5));
        }
        assertThat(database.number("select count(*) from users")).isEqualTo(102);
    }

    /** Covers COPY without an end of its data, for which Flyway's parser would search for ever. */
    @Test
    void copyWithoutAnEndIsNamedBeforeAnythingRuns() throws Exception {
        var scripts = Scripts.shop(directory).with("V4__load.sql", "copy users (name) from stdin;\nAda\n");
        try (var leader = new Migrator(database, scripts)) {
            assertThat(((Assessment.Mismatch) leader.assess()).problem().reason())
                    .isEqualTo(
                            "V4__load.sql, line 1: the data of its COPY … FROM STDIN have no end; close them with a line that"
                                    + " says \\.");
            assertThat(leader.backlog().pending()).hasSize(5);
        }
    }

    @Test
    void copyInACommentNeedsNoEnd() throws Exception {
        var scripts =
                Scripts.shop(directory).with("V4__none.sql", "/*\ncopy users (name) from stdin;\n*/\nselect 4;\n");
        try (var leader = new Migrator(database, scripts)) {
            assertThat(leader.assess()).isEqualTo(new Assessment.Pending(5, 1));
        }
    }

    @Test
    void groupIsAllOrNothing() throws Exception {
        var scripts = new Scripts(directory)
                .with("V1__create_users.sql", Scripts.USERS)
                .with("V2__create_orders.sql", Scripts.ORDERS)
                .with("V3__broken.sql", "select broken;\n");
        try (var leader = new Migrator(database, scripts, Map.of("FLYWAY_GROUP", "true"), WhenEmpty.FAIL)) {
            assertThat(((MigrationResult.Failed) leader.migrate()).failure().script())
                    .isEqualTo("V3__broken.sql");
            assertThat(leader.committed).isEmpty();
            assertThat(database.string("select to_regclass('users') is null")).isEqualTo("t");
            scripts.without("V3__broken.sql");
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(2));
        }
    }

    private void assertNothingOfVersionFour() {
        assertThat(database.string("select to_regclass('half') is null")).isEqualTo("t");
        assertThat(database.strings("select version from flyway_schema_history"))
                .doesNotContain("4");
    }

    private static void setLockTimeout(Migrator leader, String timeout) throws java.sql.SQLException {
        try (var connection = leader.fence.unwrap(DataSource.class).getConnection();
                var statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '" + timeout + "'");
        }
    }

    /** Returns plain Flyway, as a team would use it, but without the default lock, for which the concurrent index would wait for ever. */
    private static FluentConfiguration stock(TestDatabase database, Scripts scripts) {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations(scripts.location());
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration;
    }
}
