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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests several schemas, names that need quotes, and several init-migrators on one database. */
class SchemasIT {

    /** Blocks a script until the test releases it. */
    private static final String GATE = "select pg_advisory_xact_lock(4711);\n";

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path bundle;

    @Test
    void namesAreTakenAsTheyAreWritten() throws Exception {
        write(
                "V1__orders.sql",
                "create table \"Orders\" (id bigint);\ncreate table \"Audit Log\".entries (id bigint);\n");
        InProcessRun launch =
                launch().with("FLYWAY_SCHEMAS", "Sales\"2026,Audit Log").with("FLYWAY_TABLE", "Flyway History");

        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        assertThat(launch.run("status")).isEqualTo(ExitStatus.OK);
        assertThat(launch.run("wait", "--version", "1")).isEqualTo(ExitStatus.OK);
        assertThat(database.strings("select n.nspname || '.' || c.relname from pg_class c join pg_namespace n"
                        + " on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname in ('Sales\"2026', 'Audit Log')"
                        + " order by 1"))
                .containsExactlyInAnyOrder(
                        "Audit Log.entries",
                        "Sales\"2026.Flyway History",
                        "Sales\"2026.Orders",
                        "Sales\"2026.init_migrator_receipt");
        assertThat(database.number("select count(*) from \"Sales\"\"2026\".init_migrator_receipt"))
                .isEqualTo(1);
        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void historyIsInTheDefaultSchemaAndTheOthersAreMadeToo() throws Exception {
        write("V1__orders.sql", "create table orders (id bigint);\n");
        InProcessRun launch = launch().with("FLYWAY_SCHEMAS", "one,two").with("FLYWAY_DEFAULT_SCHEMA", "two");

        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        assertThat(database.strings("select schemaname || '.' || tablename from pg_tables where schemaname in"
                        + " ('one', 'two') order by 1"))
                .containsExactly("two.flyway_schema_history", "two.init_migrator_receipt", "two.orders");
        assertThat(database.string("select 'one'::regnamespace is not null")).isEqualTo("t");
    }

    @Test
    void onlyTheSameHistoryTableExcludes() throws Exception {
        write("V1__slow.sql", GATE);
        try (Connection gate = database.connect();
                Statement statement = gate.createStatement()) {
            statement.execute("select pg_advisory_lock(4711)");
            CompletableFuture<ExitStatus> first =
                    launch().with("FLYWAY_SCHEMAS", "first").start();
            database.await("select exists (select 1 from pg_locks where locktype = 'advisory' and not granted)");

            InProcessRun second = launch().with("FLYWAY_SCHEMAS", "second");
            CompletableFuture<ExitStatus> other = second.start();
            database.await("select 2 = (select count(*) from pg_locks where locktype = 'advisory' and not granted)");
            ExitStatus excluded = launch().with("FLYWAY_SCHEMAS", "first")
                    .with("MIGRATOR_TIMEOUT", "300ms")
                    .run();
            assertThat(excluded.code()).isEqualTo(ExitCode.DEADLINE_PASSED);
            assertThat(excluded.message()).contains("init-migrator pod_");

            statement.execute("select pg_advisory_unlock(4711)");
            assertThat(first.get()).isEqualTo(ExitStatus.OK);
            assertThat(other.get()).isEqualTo(ExitStatus.OK);
        }
    }

    /** Covers their shared receipt table, which all of them try to create at the same time. */
    @Test
    void manyHistoriesInOneSchemaAreBegunAtOnce() throws Exception {
        write("V1__nothing.sql", "select 1;\n");
        database.execute("create table already (id bigint)");
        List<CompletableFuture<ExitStatus>> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(launch().with("FLYWAY_TABLE", "history_" + i)
                    .with("FLYWAY_BASELINE_ON_MIGRATE", "true")
                    .with("FLYWAY_BASELINE_VERSION", "0")
                    .start());
        }
        for (CompletableFuture<ExitStatus> one : all) {
            assertThat(one.get()).isEqualTo(ExitStatus.OK);
        }
        assertThat(database.number("select count(*) from init_migrator_receipt"))
                .isEqualTo(12);
    }

    @Test
    void tableThatAnotherMakesAtTheSameMomentIsTaken() throws Exception {
        write("V1__nothing.sql", "select 1;\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        database.execute("alter table init_migrator_receipt rename to model");
        InProcessRun second = launch().with("FLYWAY_TABLE", "other_history")
                .with("FLYWAY_BASELINE_ON_MIGRATE", "true")
                .with("FLYWAY_BASELINE_VERSION", "0");
        CompletableFuture<ExitStatus> ending;
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("create table init_migrator_receipt (like model including defaults)");
            statement.execute("alter table init_migrator_receipt add primary key (history_table, bundle)");
            ending = second.start();
            database.await("select exists (select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                    + " and datname = current_database() and query like 'create table%')");
            other.commit();
        }
        assertThat(ending.get()).isEqualTo(ExitStatus.OK);
        assertThat(database.strings("select history_table from init_migrator_receipt"))
                .containsExactly("other_history");
    }

    private InProcessRun launch() {
        return InProcessRun.on(database, bundle);
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }
}
