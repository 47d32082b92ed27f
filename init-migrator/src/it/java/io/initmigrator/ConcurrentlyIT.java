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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests statements that PostgreSQL rejects in a transaction, and those that wait for every other transaction. */
class ConcurrentlyIT {

    private static final int WAITING_PODS = 50;
    private static final String OUTSIDE = "executeInTransaction=false\n";

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path bundle;

    @BeforeEach
    void writeScripts() throws IOException {
        write("V1__orders.sql", """
                create type state as enum ('open', 'paid');
                create table orders (id bigint primary key, state text, kind state);
                insert into orders select i, 'open', 'open' from generate_series(1, 100) i;
                create table events (id bigint, at date) partition by range (at);
                create table events_old partition of events for values from ('2025-01-01') to ('2026-01-01');
                create materialized view counts as select state, count(*) from orders group by state;
                create unique index counts_state on counts (state);
                """);
        write("V2__index.sql", "create index concurrently orders_by_state on orders (state);\n");
        write("V3__unique.sql", "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_order ON orders (id, state);\n");
        write("V4__drop.sql", "drop index concurrently orders_by_state;\n");
        write("V5__reindex.sql", "reindex index concurrently one_order;\n");
        write("V5__reindex.sql.conf", OUTSIDE);
        write("V6__state.sql", "alter type state add value if not exists 'shipped';\n");
        write("V7__shipped.sql", "update orders set kind = 'shipped' where id = 1;\n");
        write("V8__vacuum.sql", "vacuum (analyze) orders;\n");
        write("V9__several.sql", """
                -- Each statement is committed on its own.
                create index concurrently orders_by_kind on orders (kind);
                reindex table concurrently orders;
                vacuum orders;
                """);
        write("V9__several.sql.conf", OUTSIDE);
        write("V10__detach.sql", "alter table events detach partition events_old concurrently;\n");
        write("V10__detach.sql.conf", OUTSIDE);
        write("V11__refresh.sql", "refresh materialized view concurrently counts;\n");
    }

    @Test
    void nothingHangsWithFiftyWaitingPodsAndOtherSessionsAround() throws Exception {
        // Blocks the second script until the application's transactions are open, however fast the other pods are.
        write("V1_1__gate.sql", "select pg_advisory_xact_lock(11);\n");
        List<CompletableFuture<ExitStatus>> pods = new ArrayList<>();
        try (Connection idle = database.connect();
                Statement statement = idle.createStatement()) {
            statement.execute("select pg_advisory_lock(11)");
            for (int i = 0; i < WAITING_PODS; i++) {
                pods.add(launch().start());
            }
            database.await("select to_regclass('orders') is not null");
            try (AppTraffic traffic = AppTraffic.on(database, 50)) {
                TestDatabase.await("the application works", () -> traffic.statements() > 0);
                statement.execute("select pg_advisory_unlock(11)");
                for (CompletableFuture<ExitStatus> pod : pods) {
                    assertThat(pod.get()).isEqualTo(ExitStatus.OK);
                }
                traffic.stop();
            }
        }
        assertThat(database.strings("select version from flyway_schema_history where success order by installed_rank"))
                .containsExactly("1", "1.1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
        assertThat(database.number("select count(*) from pg_index where not indisvalid"))
                .isZero();
        assertThat(database.number("select count(*) from init_migrator_journal"))
                .isZero();
    }

    /** Covers a statement that Flyway does not recognise as non-transactional. */
    @Test
    void statementThatNeedsAConfigurationFileIsReported() throws Exception {
        Files.delete(bundle.resolve("V5__reindex.sql.conf"));

        ExitStatus ending = launch().run();

        assertThat(ending.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(ending.message())
                .contains("V5__reindex.sql, line 1, SQLSTATE 25001")
                .contains("V5__reindex.sql.conf", "executeInTransaction=false");
        write("V5__reindex.sql.conf", OUTSIDE);
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
    }

    private InProcessRun launch() {
        return InProcessRun.on(database, bundle);
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }
}
