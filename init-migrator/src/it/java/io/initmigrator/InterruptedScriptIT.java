package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.application.LinterScriptAnalyzer;
import io.initmigrator.core.Identity;
import io.initmigrator.core.Outcome;
import io.initmigrator.core.StopSignal;
import io.initmigrator.election.Candidate;
import io.initmigrator.election.FenceElector;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.flyway.FlywayMigrationTool;
import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.rollout.ClusterAdvice;
import io.initmigrator.rollout.Rollout;
import io.initmigrator.rollout.RolloutContext;
import io.initmigrator.rollout.RolloutSettings;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.rollout.RolloutSettings.WhenInterrupted;
import io.initmigrator.rollout.RolloutSettings.WhenNotDeferrable;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.schema.BundleReader;
import io.initmigrator.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the handling of an interrupted script that ran outside a transaction, on real PostgreSQL. */
class InterruptedScriptIT {

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);

    private static final String INDEX = "create index concurrently orders_by_state on orders (state);\n";

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path bundle;

    @Test
    void successorNamesScriptIndexAndRemedy() throws Exception {
        cutOffWhileBuildingTheIndex();

        assertThat(rollout("second", WhenInterrupted.FAIL))
                .isInstanceOfSatisfying(Outcome.SchemaMismatch.class, mismatch -> {
                    assertThat(mismatch.problem().reason())
                            .contains("V2__index.sql", "first_1", "the invalid index public.orders_by_state");
                    assertThat(mismatch.problem().remedy())
                            .contains(
                                    "MIGRATOR_WHEN_INTERRUPTED=retry",
                                    "init-migrator repair",
                                    "drops public.orders_by_state");
                });
        assertThat(database.strings("select script from flyway_schema_history")).containsExactly("V1__orders.sql");
    }

    @Test
    void statusAndPlanTellOfItAsItWouldBeDealtWith() throws Exception {
        cutOffWhileBuildingTheIndex();
        InProcessRun launch = InProcessRun.on(database, bundle);

        assertThat(launch.run("status").code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(launch.run("plan").code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(launch.with("MIGRATOR_WHEN_INTERRUPTED", "retry")
                        .run("status")
                        .code())
                .isEqualTo(ExitCode.PENDING);
    }

    @Test
    void successorDropsTheInvalidIndexAndRunsTheScriptAgainWhereItMay() throws Exception {
        cutOffWhileBuildingTheIndex();

        assertThat(rollout("second", WhenInterrupted.RETRY)).isEqualTo(new Outcome.Ready("2", 1));
        assertThat(database.string("select indisvalid from pg_index where indexrelid = 'orders_by_state'::regclass"))
                .isEqualTo("t");
        assertThat(database.number("select count(*) from init_migrator_journal"))
                .isZero();
    }

    /** Covers waiting without the lock timeout: it protects sessions that would queue behind the lock, and there are none here. */
    @Test
    void successorWaitsLongerThanTheLockTimeoutForWhatStillUsesTheTable() throws Exception {
        cutOffWhileBuildingTheIndex();
        try (Connection older = database.connect();
                Statement statement = older.createStatement()) {
            older.setAutoCommit(false);
            statement.execute("select count(*) from orders");
            var second = CompletableFuture.supplyAsync(() -> rollout("second", WhenInterrupted.RETRY));
            database.await("select exists (select 1 from pg_stat_activity where query like 'drop index concurrently%'"
                    + " and wait_event_type = 'Lock' and clock_timestamp() - query_start > interval '1500ms')");
            older.commit();
            assertThat(second.get()).isEqualTo(new Outcome.Ready("2", 1));
        }
    }

    @Test
    void invalidIndexMakesASuccessAFailureUntilItIsRebuilt() throws Exception {
        cutOffWhileBuildingTheIndex();
        database.execute("delete from init_migrator_journal");
        Files.writeString(bundle.resolve("V2__index.sql"), INDEX.replace("concurrently", "concurrently if not exists"));

        assertThat(rollout("second", WhenInterrupted.FAIL))
                .isInstanceOfSatisfying(
                        Outcome.SchemaMismatch.class,
                        mismatch ->
                                assertThat(mismatch.problem().reason()).contains("public.orders_by_state", "invalid"));
        assertThat(rollout("third", WhenInterrupted.FAIL)).isInstanceOf(Outcome.SchemaMismatch.class);

        database.execute("reindex index concurrently orders_by_state");
        assertThat(rollout("fourth", WhenInterrupted.FAIL)).isEqualTo(new Outcome.Ready("2", 0));
    }

    /** Covers a leader that was killed after the index was built and before the history row was written. */
    @Test
    void successorDropsTheIndexThatWasCompletedButNotRecorded() throws Exception {
        cutOffWhileBuildingTheIndex();
        database.execute("reindex index orders_by_state");
        database.execute("create table taken (id bigint primary key)");

        assertThat(rollout("second", WhenInterrupted.FAIL))
                .isInstanceOfSatisfying(
                        Outcome.SchemaMismatch.class,
                        mismatch -> assertThat(mismatch.problem().reason())
                                .endsWith("; it completed the index public.orders_by_state"));
        assertThat(rollout("third", WhenInterrupted.RETRY)).isEqualTo(new Outcome.Ready("2", 1));
        assertThat(database.number(
                        "select count(*) from flyway_schema_history where script = 'V2__index.sql' and success"))
                .isEqualTo(1);
        assertThat(database.strings("select relname from pg_class where relname = 'taken_pkey'"))
                .hasSize(1);
    }

    @Test
    void indexThatTheScriptWasToDropIsLeftToItsRerun() throws Exception {
        Files.writeString(bundle.resolve("V1__orders.sql"), "create table orders (id bigint, state text);\n");
        assertThat(rollout("zeroth", WhenInterrupted.FAIL)).isEqualTo(new Outcome.Ready("1", 1));
        database.execute("create index orders_by_state on orders (state)");
        Files.writeString(bundle.resolve("V2__drop.sql"), "drop index concurrently orders_by_state;\n");
        cutOffBesideAnOlderTransaction();
        assertThat(database.string("select indisvalid from pg_index where indexrelid = 'orders_by_state'::regclass"))
                .isEqualTo("f");

        assertThat(rollout("second", WhenInterrupted.FAIL))
                .isInstanceOfSatisfying(
                        Outcome.SchemaMismatch.class,
                        mismatch -> assertThat(mismatch.problem().toString()).doesNotContain("orders_by_state"));
        assertThat(rollout("third", WhenInterrupted.RETRY)).isEqualTo(new Outcome.Ready("2", 1));
        assertThat(database.strings("select relname from pg_class where relname = 'orders_by_state'"))
                .isEmpty();
    }

    /** Covers a role that PostgreSQL does not show the progress of, as that of any session after SET ROLE. */
    @Test
    void indexThatAnotherSessionBuildsIsNeitherInvalidNorLeft() throws Exception {
        cutOffWhileBuildingTheIndex();
        database.execute("reindex index orders_by_state");
        database.execute(
                "create role journal_reader login password 'journal'; grant select on all tables in schema public"
                        + " to journal_reader");
        try (Connection older = database.connect();
                Statement statement = older.createStatement()) {
            older.setAutoCommit(false);
            statement.execute("insert into orders values (1, 'open')");
            var build = CompletableFuture.runAsync(
                    () -> database.execute("create index concurrently built_by_hand on orders (id)"));
            database.await("select exists (select 1 from pg_index where indexrelid = to_regclass('built_by_hand'))");
            try (ReadOnlySession session =
                    databaseAs("journal_reader", "journal").read()) {
                assertThat(session.invalidIndexes()).isEmpty();
                assertThat(session.interrupted().orElseThrow().leftInvalid()).isEmpty();
            }
            older.commit();
            build.get();
        } finally {
            database.execute("drop owned by journal_reader; drop role journal_reader");
        }
    }

    @Test
    void journalOfAHistoryThatWasDroppedSaysNothing() throws Exception {
        cutOffWhileBuildingTheIndex();
        database.execute("drop table flyway_schema_history, init_migrator_receipt, orders");

        InProcessRun startingOver = InProcessRun.on(database, bundle)
                .with("FLYWAY_BASELINE_ON_MIGRATE", "true")
                .with("FLYWAY_BASELINE_VERSION", "0");
        assertThat(startingOver.run()).isEqualTo(ExitStatus.OK);
        assertThat(database.number("select count(*) from init_migrator_journal"))
                .isZero();
    }

    /** Covers waiting without the statement timeout: it is the script's, and what is undone waits for older transactions. */
    @Test
    void undoingIsNotBoundByTheTimeoutOfStatements() throws Exception {
        cutOffWhileBuildingTheIndex();
        try (Connection older = database.connect();
                Statement statement = older.createStatement()) {
            older.setAutoCommit(false);
            statement.execute("select count(*) from orders");
            InProcessRun retrying = InProcessRun.on(database, bundle)
                    .with("MIGRATOR_WHEN_INTERRUPTED", "retry")
                    .with("MIGRATOR_STATEMENT_TIMEOUT", "1s");
            var second = CompletableFuture.supplyAsync(retrying::run);
            database.await("select exists (select 1 from pg_stat_activity where query like 'drop index concurrently%'"
                    + " and wait_event_type = 'Lock' and clock_timestamp() - query_start > interval '1500ms')");
            older.commit();
            assertThat(second.get()).isEqualTo(ExitStatus.OK);
        }
    }

    @Test
    void scriptThatCommitsByItselfIsNotRunAgainWhereItRunsIntoALock() throws Exception {
        layCredit();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select * from busy");
            assertThat(rollout("first", WhenInterrupted.FAIL))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure().script()).isEqualTo("V2__credit.sql"));
        }
        assertCreditIsLeftToPeople();
    }

    @Test
    void scriptThatCommitsByItselfIsNotRunAgainWhereItWasCutOff() throws Exception {
        layCredit();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select * from busy");
            cutOffTheFirstAtALock();
        }
        assertCreditIsLeftToPeople();
    }

    @Test
    void scriptThatCommitsByItselfIsCrossedOffWhereItSucceeds() throws Exception {
        layCredit();

        assertThat(rollout("first", WhenInterrupted.FAIL)).isEqualTo(new Outcome.Ready("2", 1));
        assertThat(database.number("select count(*) from init_migrator_journal"))
                .isZero();
    }

    /** Covers a script without effect: there is nothing to undo. */
    @Test
    void scriptThatFailsBeforeItCommitsByItselfMayRunAgain() throws Exception {
        layCredit();
        Files.writeString(bundle.resolve("V2__credit.sql"), "select 1 / 0;\ncommit;\n");
        assertThat(rollout("first", WhenInterrupted.FAIL)).isInstanceOf(Outcome.Failed.class);
        Files.writeString(bundle.resolve("V2__credit.sql"), "select 1;\ncommit;\n");

        assertThat(rollout("second", WhenInterrupted.FAIL)).isEqualTo(new Outcome.Ready("2", 1));
    }

    private void layCredit() throws Exception {
        Files.writeString(
                bundle.resolve("V1__credits.sql"), "create table credits (amount int);\ncreate table busy (id int);\n");
        assertThat(rollout("zeroth", WhenInterrupted.FAIL)).isEqualTo(new Outcome.Ready("1", 1));
        Files.writeString(
                bundle.resolve("V2__credit.sql"),
                "begin;\ninsert into credits values (10);\ncommit;\nalter table busy add column x int;\n");
    }

    private void assertCreditIsLeftToPeople() {
        assertThat(rollout("second", WhenInterrupted.FAIL))
                .isInstanceOfSatisfying(
                        Outcome.SchemaMismatch.class,
                        mismatch -> assertThat(mismatch.problem().reason())
                                .startsWith(
                                        "V2__credit.sql was interrupted, or a callback after it failed: started by init-migrator first_1"));
        assertThat(database.number("select sum(amount) from credits")).isEqualTo(10);
    }

    /** Covers an index that was created later by hand: it does not belong to the script. */
    @Test
    void indexThatTheScriptDoesNotNameStays() throws Exception {
        cutOffWhileBuildingTheIndex();
        database.execute("create unique index made_meanwhile on orders (lower(state))");

        assertThat(rollout("second", WhenInterrupted.FAIL))
                .isInstanceOfSatisfying(
                        Outcome.SchemaMismatch.class,
                        mismatch -> assertThat(mismatch.problem().toString()).doesNotContain("made_meanwhile"));
        assertThat(rollout("third", WhenInterrupted.RETRY)).isEqualTo(new Outcome.Ready("2", 1));
        assertThat(database.strings("select relname from pg_class where relname = 'made_meanwhile'"))
                .hasSize(1);
    }

    @Test
    void journalFromBeforeItKeptNamesTakesNoCompleteIndex() throws Exception {
        cutOffWhileBuildingTheIndex();
        database.execute("alter table init_migrator_journal drop column indexes_named");
        database.execute("reindex index orders_by_state");

        assertThat(rollout("second", WhenInterrupted.FAIL))
                .isInstanceOfSatisfying(
                        Outcome.SchemaMismatch.class,
                        mismatch -> assertThat(mismatch.problem().remedy()).doesNotContain("drops"));
        assertThat(rollout("third", WhenInterrupted.RETRY)).isInstanceOf(Outcome.Failed.class);
        assertThat(database.strings("select relname from pg_class where relname = 'orders_by_state'"))
                .hasSize(1);
    }

    /** Terminates the first leader's session while its index build waits for an older transaction. */
    private void cutOffWhileBuildingTheIndex() throws Exception {
        Files.writeString(bundle.resolve("V1__orders.sql"), "create table orders (id bigint, state text);\n");
        assertThat(rollout("zeroth", WhenInterrupted.FAIL)).isEqualTo(new Outcome.Ready("1", 1));
        Files.writeString(bundle.resolve("V2__index.sql"), INDEX);
        cutOffBesideAnOlderTransaction();
    }

    private void cutOffBesideAnOlderTransaction() throws Exception {
        try (Connection older = database.connect();
                Statement statement = older.createStatement()) {
            older.setAutoCommit(false);
            statement.execute("insert into orders values (1, 'open')");
            cutOffTheFirstAtALock();
            older.commit();
        }
    }

    private void cutOffTheFirstAtALock() throws Exception {
        var first = CompletableFuture.supplyAsync(() -> rollout("first", WhenInterrupted.FAIL));
        database.await("select exists (select 1 from pg_stat_activity"
                + " where application_name = 'init-migrator first_1' and wait_event_type = 'Lock')");
        database.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where application_name = 'init-migrator first_1'");
        assertThat(first.get()).isInstanceOf(Outcome.LeadershipLost.class);
    }

    private PostgresDatabase databaseAs(String user, String password) {
        return new PostgresDatabase(
                TestSettings.of(database.url(), TestSettings.login(user, password), TestSettings.HISTORY, "reader_1"),
                new SystemTime(),
                new Random(1));
    }

    private Outcome rollout(String name, WhenInterrupted whenInterrupted) {
        var time = new SystemTime();
        var random = new Random(1);
        Bundle carried = new BundleReader().read(List.of(BundleLocation.ofDirectory(bundle)), new TreeMap<>());
        var context = new RolloutContext(
                new Identity(name, "1"),
                carried,
                new RolloutSettings(
                        Duration.ofSeconds(60),
                        WhenAhead.START,
                        WhenEmpty.FAIL,
                        whenInterrupted,
                        WhenNotDeferrable.WARN,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        true,
                        ClusterAdvice.NONE),
                new PostgresDatabase(
                        TestSettings.withLockTimeout(LOCK_TIMEOUT, TestSettings.of(database, name + "_1")),
                        time,
                        random),
                new FlywayMigrationTool(
                        new FlywaySettings(Map.of(), List.of(BundleLocation.ofDirectory(bundle))),
                        WhenEmpty.FAIL,
                        true,
                        text -> text,
                        new LinterScriptAnalyzer()),
                new Candidate.ProcessContext(time, random, event -> {}, new StopSignal(Thread.currentThread())));
        try {
            return new Rollout(context, FenceElector::new).run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
