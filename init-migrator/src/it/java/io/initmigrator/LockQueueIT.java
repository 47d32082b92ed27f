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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the effect on an application of a migration that waits for a lock. */
@Tag("heavy")
class LockQueueIT {

    private static final String ADD_COLUMN = "alter table orders add column note text;\n";
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

    /** Limits the time of an unblocked statement and of the DDL itself on a busy machine. */
    private static final Duration OWN_TIME = Duration.ofSeconds(1);

    private static final Duration BLOCKER_LIVES = Duration.ofSeconds(4);

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path bundle;

    @BeforeEach
    void createOrders() throws IOException {
        write("V1__orders.sql", """
            create table orders (id bigint primary key, state text);
            insert into orders select i, 'open' from generate_series(1, 100) i;
            """);
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void applicationWaitsNoLongerThanTheLockTimeoutWhileStockFlywayHoldsItUpAsLongAsTheBlockerLives() throws Exception {
        write("V2__note.sql", ADD_COLUMN);
        Duration ours = longestWaitDuring(() -> launch().run());
        assertThat(columns()).isEqualTo(3);

        write("V3__other.sql", "alter table orders add column other text;\n");
        Duration stock = longestWaitDuring(this::migrateWithStockFlyway);
        assertThat(columns()).isEqualTo(4);

        System.out.printf(
                "LockQueueIT: blocker %d ms, lock_timeout %d ms; longest wait of 200 statements/s: init-migrator %d ms,"
                        + " Flyway %d ms%n",
                BLOCKER_LIVES.toMillis(), LOCK_TIMEOUT.toMillis(), ours.toMillis(), stock.toMillis());
        assertThat(ours).isLessThan(LOCK_TIMEOUT.plus(OWN_TIME));
        assertThat(stock).isGreaterThan(BLOCKER_LIVES.minus(OWN_TIME.multipliedBy(2)));
    }

    @Test
    void timeoutOfTheScriptsOwnWins() throws Exception {
        write("V2__note.sql", "set lock_timeout = '100ms';\n" + ADD_COLUMN);

        ExitStatus ending = blocked(() -> launch().with("MIGRATOR_LOCK_TIMEOUT", "1h")
                .with("MIGRATOR_LOCK_RETRY_FOR", "0s")
                .run());

        assertThat(ending.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(ending.message()).contains("V2__note.sql, line 2, SQLSTATE 55P03");
    }

    @Test
    void scriptThatOptsOutWaitsAsLongAsItMust() throws Exception {
        write("V2__note.sql", "-- Adds a note.\n-- init-migrator: lock-timeout=off\n" + ADD_COLUMN);
        CompletableFuture<ExitStatus> ending;
        try (Connection blocker = database.connect();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("select * from orders");
            ending = launch().with("MIGRATOR_LOCK_TIMEOUT", "100ms")
                    .with("MIGRATOR_LOCK_RETRY_FOR", "0s")
                    .start();
            database.await("select exists (select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                    + " and datname = current_database() and clock_timestamp() - query_start > interval '1s')");
            blocker.rollback();
        }
        assertThat(ending.get()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void whatOneScriptSetsHoldsNeitherForTheNextNorForItsSecondTry() throws Exception {
        write("V2__free.sql", "set lock_timeout = 0;\nset statement_timeout = '2s';\nselect 1;\n");
        write("V3__note.sql", ADD_COLUMN);
        write("V4__slow.sql", "select pg_sleep(2.2);\n");
        CompletableFuture<ExitStatus> ending;
        try (Connection blocker = database.connect();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("select * from orders");
            ending = launch().with("MIGRATOR_LOCK_TIMEOUT", "200ms").start();
            // Two attempts that ended are two rollbacks; a third attempt without a limit would never end.
            awaitTry();
            awaitNoTry();
            awaitTry();
            awaitNoTry();
            blocker.rollback();
        }
        assertThat(ending.get()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void callbackBeforeEachScriptMaySetItsOwnForAllOfThem() throws Exception {
        String note = "create table seen_%d as select current_setting('lock_timeout') as value;\n";
        write("beforeEachMigrate.sql", "set lock_timeout = '7s';\n");
        write("V2__first.sql", note.formatted(2));
        write("V3__second.sql", "set lock_timeout = '1s';\n" + note.formatted(3));
        write("V4__third.sql", note.formatted(4));

        assertThat(launch().run()).isEqualTo(ExitStatus.OK);

        assertThat(database.strings("select value from seen_2 union all select value from seen_3"
                        + " union all select value from seen_4"))
                .containsExactly("7s", "1s", "7s");
    }

    @Test
    void longStatementIsCutUnlessItsScriptSaysOtherwise() throws Exception {
        write("V2__slow.sql", "select pg_sleep(5);\n");
        InProcessRun launch =
                launch().with("MIGRATOR_STATEMENT_TIMEOUT", "200ms").with("MIGRATOR_FAILURE_BACKOFF", "1ms");
        assertThat(launch.run().message())
                .contains("V2__slow.sql, line 1, SQLSTATE 57014: canceling statement due to statement timeout");

        write("V2__slow.sql", "-- init-migrator: statement-timeout=10s\nselect pg_sleep(0.4);\n");
        write("V3__slow.sql", "set statement_timeout = 0;\nselect pg_sleep(0.4);\n");
        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void declarationThatIsNoTimeIsRefusedBeforeAnythingRuns() throws Exception {
        write("V2__note.sql", ADD_COLUMN);
        write("V3__other.sql", "\uFEFF-- init-migrator: lock-timeout=never\nselect 1;\n");

        ExitStatus ending = launch().run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message()).contains("V3__other.sql, line 1, declares lock-timeout=never", "write off");
        assertThat(columns()).isEqualTo(2);
    }

    @Test
    void misspeltDeclarationIsRefusedBeforeAnythingRuns() throws Exception {
        write("V2__note.sql", ADD_COLUMN);
        write(
                "V3__other.sql",
                "-- Another.\n-- init-migrator: ignore=truncate, set-type lock_timeout=off\nselect 1;\n");

        ExitStatus ending = launch().run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message())
                .isEqualTo("V3__other.sql, line 2, has the unknown directive lock_timeout; use one of compatible-from,"
                        + " lock-timeout, statement-timeout, ignore, after-rollout, or remove the comment");
        assertThat(columns()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"lock-timeout off", "statement-timeout: 10m", "ignore=truncate lock-timeout=", "compatible-from"
            })
    void declarationWithoutAValueIsRefusedBeforeAnythingRuns(String words) throws Exception {
        write("V2__note.sql", ADD_COLUMN);
        write("V3__other.sql", "-- init-migrator: " + words + "\nselect 1;\n");

        ExitStatus ending = launch().run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message())
                .isEqualTo("V3__other.sql, line 1, has the directive \"" + words + "\" without a value;"
                        + " write name=value, as in lock-timeout=off, or remove the comment");
        assertThat(columns()).isEqualTo(2);
    }

    private Duration longestWaitDuring(Runnable migration) throws Exception {
        try (Connection blocker = database.connect();
                Statement statement = blocker.createStatement();
                AppTraffic traffic = AppTraffic.on(database, 200)) {
            blocker.setAutoCommit(false);
            statement.execute("select count(*) from orders");
            CompletableFuture<Void> run = CompletableFuture.runAsync(migration);
            awaitTry();
            // The server's own clock measures the lifetime of the blocker.
            statement.execute("select pg_sleep(" + BLOCKER_LIVES.toMillis() / 1000.0 + ")");
            blocker.rollback();
            run.get();
            Duration longest = traffic.stop();
            assertThat(traffic.statements()).isGreaterThan((int) BLOCKER_LIVES.toSeconds() * 100);
            return longest;
        }
    }

    private ExitStatus blocked(java.util.function.Supplier<ExitStatus> migration) throws Exception {
        try (Connection blocker = database.connect();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("select * from orders");
            return migration.get();
        }
    }

    private void awaitTry() {
        database.await("select " + trying());
    }

    private void awaitNoTry() {
        database.await("select not " + trying());
    }

    private static String trying() {
        return "exists (select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
                + " and query ilike 'alter table%')";
    }

    private void migrateWithStockFlyway() {
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("filesystem:" + bundle)
                .load()
                .migrate();
    }

    private int columns() {
        return database.number("select count(*) from information_schema.columns where table_name = 'orders'");
    }

    private InProcessRun launch() {
        return InProcessRun.on(database, bundle).with("MIGRATOR_LOCK_TIMEOUT", LOCK_TIMEOUT.toMillis() + "ms");
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }
}
