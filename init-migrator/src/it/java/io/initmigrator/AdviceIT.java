package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests exit code, cause and fix of errors that operators have met. */
class AdviceIT {

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path bundle;

    /** Covers a callback that commits: the script is committed but not recorded, so a second run would meet its results. */
    @ParameterizedTest
    @ValueSource(strings = {"beforeEachMigrate.sql", "afterEachMigrate.sql"})
    void callbackThatCommitsTakesTheScriptsProtectionAway(String callback) throws Exception {
        write("V1__a.sql", "create table a (id int);");
        write(callback, "commit;");
        write("afterEachMigrate__z.sql", "commit; select 1/0;");

        assertThat(launch().run().code()).isEqualTo(ExitCode.MIGRATION_FAILED);

        ExitStatus next = launch().run();
        assertThat(next.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(next.message()).startsWith("V1__a.sql was interrupted, or a callback after it failed: started by");
    }

    @Test
    void scriptAfterWhoseEndACallbackFailedIsNotCalledInterruptedForCertain() throws Exception {
        write("V1__a.sql", "create table a (id int);");
        write("V2__index.sql", "create index concurrently a_id on a (id);");
        write("afterEachMigrate.sql", "select 1 / (1 - count(*)) from pg_indexes where indexname = 'a_id';");

        assertThat(launch().run().message()).contains("afterEachMigrate.sql, line 1, SQLSTATE 22012");
        assertThat(launch().run().message())
                .startsWith("V2__index.sql was interrupted, or a callback after it failed")
                .contains("it completed the index public.a_id", "init-migrator repair");
    }

    @ParameterizedTest
    @CsvSource({
        "afterMigrateError.sql, relation \"nowhere\" does not exist",
        "afterEachMigrateError.sql, current transaction is aborted"
    })
    void callbackThatFailsAfterAnErrorDoesNotHideIt(String callback, String failure) throws Exception {
        write("V1__a.sql", "select 1/0;");
        write(callback, "select * from nowhere;");

        assertThat(launch().run().message())
                .contains("V1__a.sql, SQLSTATE 22012: division by zero; afterwards " + callback + " failed too: "
                        + failure);
    }

    @Test
    void callbackThatFailsBySelfIsNamedAlone() throws Exception {
        write("V1__a.sql", "create table a (id int);");
        write("beforeMigrate.sql", "select * from nowhere;");

        assertThat(launch().run().message())
                .contains("beforeMigrate.sql, line 1, SQLSTATE 42P01")
                .doesNotContain("afterwards");
    }

    @ParameterizedTest
    @CsvSource({"executeInTransaction=flase, flase", "executeInTransacton=false, executeInTransacton"})
    void fileBesideAScriptThatFlywayRefusesIsNamed(String content, String wrong) throws Exception {
        write("V1__a.sql", "create table a (id int);");
        write("V1__a.sql.conf", "executeInTransaction=true");
        write("V2__b.sql", "create table b (id int);");
        write("V2__b.sql.conf", content);

        for (String command : new String[] {"migrate", "repair"}) {
            ExitStatus refused = launch().run(command);
            assertThat(refused.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
            assertThat(refused.message()).startsWith("V2__b.sql.conf: ").contains(wrong, "correct that file");
        }
    }

    @Test
    void scriptThatARepairMarkedAsDeletedIsRestoredByThatOnceItIsBack() throws Exception {
        write("V1__a.sql", "create table a (id int);");
        write("V2__b.sql", "create table b (id int);");
        write("V3__c.sql", "create table c (id int);");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        Files.delete(bundle.resolve("V2__b.sql"));
        assertThat(launch().run().message())
                .startsWith("Detected applied migration not resolved locally: 2; restore the script");
        assertThat(launch().run("repair")).isEqualTo(ExitStatus.OK);
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        write("V2__b.sql", "create table b (id int);");

        assertThat(launch().run().message())
                .contains("an earlier repair marked it as deleted", "init-migrator repair", "FLYWAY_OUT_OF_ORDER=true");
        assertThat(launch().run("repair")).isEqualTo(ExitStatus.OK);
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        assertThat(database.number("select count(*) from flyway_schema_history"))
                .isEqualTo(3);
    }

    /** Covers a different script under a deleted version: the schema does not have its changes. */
    @Test
    void otherScriptOfADeletedVersionIsNotTakenForIt() throws Exception {
        write("V1__a.sql", "create table a (id int);");
        write("V2__b.sql", "create table b (id int);");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        Files.delete(bundle.resolve("V1__a.sql"));
        assertThat(launch().run("repair")).isEqualTo(ExitStatus.OK);
        write("V1__a.sql", "create table other (id int);");

        assertThat(launch().run().message()).doesNotContain("an earlier repair");
        launch().run("repair");
        assertThat(database.number("select count(*) from flyway_schema_history where type = 'DELETE'"))
                .isEqualTo(1);
    }

    @Test
    void schemaThatFlywayMayNotCreateIsNamedAtOnce() throws Exception {
        write("V1__a.sql", "create table a (id int);");
        Instant start = Instant.now();

        ExitStatus refused = launch().with("FLYWAY_DEFAULT_SCHEMA", "app")
                .with("FLYWAY_CREATE_SCHEMAS", "false")
                .run();

        assertThat(refused.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(refused.message())
                .contains("schema app does not exist", "FLYWAY_CREATE_SCHEMAS=false", "create schema \"app\"");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void readOnlyDatabaseIsNamedWithItsRemedyBeforeAndAfterTheFirstScript() throws Exception {
        write("V1__a.sql", "create table a (id int);");
        String name = database.string("select current_database()");
        database.execute("alter database \"" + name + "\" set default_transaction_read_only = on");
        assertThat(launch().run().message())
                .contains("default_transaction_read_only", "SET default_transaction_read_only = off");
        database.execute(
                "begin read write; alter database \"" + name + "\" reset default_transaction_read_only; commit");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        database.execute("alter database \"" + name + "\" set default_transaction_read_only = on");
        write("V2__b.sql", "create table b (id int);");

        assertThat(launch().run().message())
                .contains("read-only transaction", "SET default_transaction_read_only = off");
    }

    @Test
    void undoScriptAndWrongEndingsAreIgnoredWithAWarningEach() throws Exception {
        write("V1__a.sql", "create table a (id int);");
        write("U1__a.sql", "drop table a;");
        write("V2__b.pgsql", "create table b (id int);");
        write("V2__b.sql.txt", "create table b (id int);");
        ByteArrayOutputStream log = new ByteArrayOutputStream();

        assertThat(launch().runInto(log)).isEqualTo(ExitStatus.OK);
        assertThat(log.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("file=U1__a.sql")
                .containsOnlyOnce("file=V2__b.pgsql")
                .containsOnlyOnce("file=V2__b.sql.txt");
        assertThat(launch().run("status")).isEqualTo(ExitStatus.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sslcert", "sslkey"})
    void missingFileOfAClientCertificateIsNamed(String parameter) throws Exception {
        write("V1__a.sql", "create table a (id int);");
        String url = database.url();

        ExitStatus refused = launch().with(
                        "FLYWAY_URL", url + (url.contains("?") ? "&" : "?") + parameter + "=/nowhere/client.crt")
                .run();

        assertThat(refused.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(refused.message())
                .isEqualTo("cannot use " + parameter
                        + "=/nowhere/client.crt: no such file; mount it, or remove the parameter");
    }

    @Test
    void repairOfAnEmptyBundleAdvisesNothingThatItIgnores() {
        ExitStatus refused = launch().with("MIGRATOR_WHEN_EMPTY", "skip").run("repair");

        assertThat(refused.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(refused.message()).contains("mount the migrations there").doesNotContain("MIGRATOR_WHEN_EMPTY");
    }

    @Test
    void privilegesOnOurOwnTablesAreNamed() throws Exception {
        write("V1__a.sql", "create table a (id int);");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        String role = "advice_" + Long.toHexString(System.nanoTime());
        database.execute("create role " + role + " login password 'p4ssword'; grant all on schema public to " + role
                + "; grant all on flyway_schema_history to " + role);
        write("V2__b.sql", "create table b (id int);");

        ExitStatus refused = launch().with("FLYWAY_USER", role)
                .with("FLYWAY_PASSWORD", "p4ssword")
                .run();

        assertThat(refused.message())
                .contains("grant select, insert, update, delete on table init_migrator_receipt to this role");
    }

    /** Covers a signal while files are read: Flyway mistakes a file that was closed by a signal for one in another encoding. */
    @ParameterizedTest
    @ValueSource(strings = {"migrate", "status", "plan", "repair", "wait"})
    void signalWhileFilesAreReadIsNoFaultOfAFile(String command) throws Exception {
        write("V1__a.sql", "create table a (id int);");

        Thread.currentThread().interrupt();
        ExitStatus stopped = launch().run(command);

        Thread.interrupted();
        assertThat(stopped)
                .isEqualTo(new ExitStatus(
                        ExitCode.TERMINATED, "terminated by a signal; no migration was partially recorded"));
    }

    private InProcessRun launch() {
        return InProcessRun.on(database, bundle);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(bundle.resolve(name), content);
    }
}
