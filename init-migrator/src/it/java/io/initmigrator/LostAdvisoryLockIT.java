package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests scripts that release the advisory lock of their session. */
class LostAdvisoryLockIT {

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path bundle;

    /** Covers two pods that run such a script at the same time, which cannot be prevented: neither commits. */
    @Test
    void scriptThatLetsGoOfTheFenceIsNotRecordedAndSaysSo() throws Exception {
        database.execute("create table ran (pid integer)");
        database.execute("create table hold_on as select 1 as reason");
        write("V2__careless.sql", """
                select pg_advisory_unlock_all();
                insert into ran values (pg_backend_pid());
                do $$ begin while exists (select from hold_on) loop perform pg_sleep(0.02); end loop; end $$;
                """);

        CompletableFuture<ExitStatus> first = launch().start();
        database.await("select count(*) = 1 from pg_stat_activity where query like 'do $$ begin while%'");
        CompletableFuture<ExitStatus> second = launch().start();
        database.await("select count(*) = 2 from pg_stat_activity where query like 'do $$ begin while%'");
        database.execute("delete from hold_on");

        for (CompletableFuture<ExitStatus> end : List.of(first, second)) {
            assertThat(end.get().code()).isEqualTo(ExitCode.MIGRATION_FAILED);
            assertThat(end.get().message())
                    .contains("V2__careless.sql", "pg_advisory_unlock_all", "remove that statement");
        }
        assertThat(database.number("select count(*) from ran")).isZero();
        assertThat(database.strings("select script from flyway_schema_history where type = 'SQL'"))
                .isEmpty();
    }

    @Test
    void scriptOutsideATransactionThatLetsGoIsNotRecordedEither() throws Exception {
        write("V2__careless.sql", "discard all;\n");
        write("V2__careless.sql.conf", "executeInTransaction=false\n");
        write("V3__next.sql", "create table next (id bigint);\n");

        assertThat(launch().run().message()).contains("V2__careless.sql", "DISCARD ALL");

        assertThat(database.strings("select script from flyway_schema_history where type = 'SQL'"))
                .isEmpty();
        ExitStatus next = launch().run();
        assertThat(next.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(next.message()).startsWith("V2__careless.sql was interrupted");
    }

    /** Covers a callback after the script; Flyway runs callbacks in the order of their names. */
    @Test
    void callbackThatLetsGoAfterTheScriptIsFoundOutToo() throws Exception {
        write("V2__table.sql", "create table t (id bigint);\n");
        write("afterEachMigrate__zealous.sql", "select pg_advisory_unlock_all();\n");

        ExitStatus end = launch().run();

        assertThat(end.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(end.message()).contains("V2__table.sql", "pg_advisory_unlock_all");
        assertThat(database.strings("select script from flyway_schema_history where type = 'SQL'"))
                .isEmpty();
    }

    /** Covers a script outside a transaction: its changes could not be undone. */
    @Test
    void callbackThatLetsGoBeforeTheFirstScriptKeepsItFromRunning() throws Exception {
        write("beforeMigrate.sql", "select pg_advisory_unlock_all();\n");
        write("V2__table.sql", "create table t (id bigint);\n");
        write("V2__table.sql.conf", "executeInTransaction=false\n");

        ExitStatus end = launch().run();

        assertThat(end.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(end.message()).contains("V2__table.sql", "a callback or an earlier attempt released");
        assertThat(database.number("select count(*) from pg_class where relname = 't'"))
                .isZero();
    }

    @Test
    void sessionIsKnownByItsNameAgainAfterAScriptThatChangedIt() throws Exception {
        write("V2__rename.sql", "set application_name = 'psql';\n");
        write("V3__note.sql", "create table noted as select current_setting('application_name') as name;\n");

        assertThat(launch().run()).isEqualTo(ExitStatus.OK);

        assertThat(database.string("select name from noted")).startsWith("init-migrator pod_");
    }

    private InProcessRun launch() {
        return InProcessRun.on(database, bundle)
                .with("FLYWAY_BASELINE_ON_MIGRATE", "true")
                .with("FLYWAY_BASELINE_VERSION", "1");
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }
}
