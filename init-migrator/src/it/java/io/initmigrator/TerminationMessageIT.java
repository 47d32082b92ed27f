package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.PgBouncer;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the complete termination messages, as {@code kubectl describe pod} shows them. The numbers in the test names are those of the
 * rows in docs/failure-modes.md; upper-case words replace parts that differ between runs.
 */
class TerminationMessageIT {

    private static final int LIMIT = 4096;

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    private Path bundle;
    private Path file;
    private InProcessRun pod;

    @BeforeEach
    void prepare() throws IOException {
        bundle = Files.createDirectory(directory.resolve("bundle"));
        file = directory.resolve("termination-log");
        database.execute("do $$ begin create role shop superuser login password 'n0t-to-be-seen';"
                + " exception when duplicate_object then null; end $$");
        pod = InProcessRun.on(database, bundle)
                .with("FLYWAY_USER", "shop")
                .with("FLYWAY_PASSWORD", "n0t-to-be-seen")
                .with("MIGRATOR_TERMINATION_LOG", file.toString());
        script("V1__orders.sql", "create table orders (id bigint, state text);\n");
    }

    @Test
    void row2InterruptedScript() throws Exception {
        migrate();
        script("V2__index.sql", "create index concurrently by_state on orders (state);\n");
        try (Connection older = application();
                Statement statement = older.createStatement()) {
            statement.execute("insert into orders values (1, 'open')");
            CompletableFuture<ExitStatus> first = pod.start();
            database.await("select exists (select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                    + " and datname = current_database())");
            database.execute("select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'"
                    + " and datname = current_database()");
            assertThat(first.get().code()).isEqualTo(ExitCode.LEADERSHIP_LOST);
            older.commit();
        }
        assertShows(pod, ExitCode.SCHEMA_MISMATCH, """
                V2__index.sql was interrupted, or a callback after it failed: started by init-migrator pod_NONCE at TIME \
                outside a transaction, with no result in the schema history; it left the invalid index public.by_state; if it is safe to rerun, run init-migrator \
                repair, which drops public.by_state, or set MIGRATOR_WHEN_INTERRUPTED=retry; otherwise undo its changes \
                first""");
    }

    @Test
    void row15WrongPassword() throws Exception {
        assertShows(pod.with("FLYWAY_PASSWORD", "wr0ng-s3cret"), ExitCode.UNREACHABLE, """
                PostgreSQL localhost:PORT/NAME (user shop) refused: FATAL: password authentication failed for user \
                "shop"; check the user and its password""");
    }

    @Test
    void row15UnknownDatabase() throws Exception {
        String url = database.url().replace("/" + database.name(), "/nowhere");
        assertShows(pod.with("FLYWAY_URL", url), ExitCode.UNREACHABLE, """
                PostgreSQL localhost:PORT/nowhere (user shop) refused: FATAL: database "nowhere" does not exist; check \
                the name of the database in the URL, or create it""");
    }

    @Test
    void row15NoServer() throws Exception {
        InProcessRun lost =
                pod.with("FLYWAY_URL", "jdbc:postgresql://localhost:1/shop").with("MIGRATOR_DATABASE_TIMEOUT", "1s");
        assertShows(lost, ExitCode.UNREACHABLE, """
                PostgreSQL localhost:PORT/shop (user shop) did not answer within 1s: Connection to localhost:PORT refused. \
                Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections. \
                (Connection refused); check that it is running and that the address and the network policy let this pod reach it""");
    }

    @Test
    void row15NoServerOnTheLoopbackInterfaceOfAPod() throws Exception {
        InProcessRun lost = pod.with("FLYWAY_URL", "jdbc:postgresql://127.0.0.1:1/shop")
                .with("MIGRATOR_DATABASE_TIMEOUT", "1s")
                .with("KUBERNETES_SERVICE_HOST", "10.96.0.1");
        assertThat(lost.run().message())
                .contains("PostgreSQL 127.0.0.1:1/shop", "refused", "make its proxy a native sidecar")
                .doesNotContain("network policy");
        assertThat(lost.with("FLYWAY_URL", "jdbc:postgresql://127.0.0.1:1,db.invalid:1/shop")
                        .run()
                        .message())
                .contains("network policy")
                .doesNotContain("sidecar");
    }

    @Test
    void row15ServerWithoutTheTlsThatIsAskedFor() throws Exception {
        assertShows(pod.with("FLYWAY_URL", database.url() + "?sslmode=verify-full"), ExitCode.UNREACHABLE, """
                PostgreSQL localhost:PORT/NAME (user shop) refused: The server does not support SSL.; check the user, \
                its password and sslmode""");
    }

    @Test
    @EnabledIf("io.initmigrator.postgres.testing.PgBouncer#isInstalled")
    void row17TransactionPooler() throws Exception {
        try (PgBouncer bouncer = PgBouncer.inMode("transaction", database, directory)) {
            assertShows(pod.with("FLYWAY_URL", bouncer.url(database)), ExitCode.UNREACHABLE, """
                    PostgreSQL 127.0.0.1:PORT/NAME (user shop) refused: a pooler between here and PostgreSQL does not \
                    keep the session, because the backend changes between transactions; connect to PostgreSQL directly or \
                    through a pool in session mode""");
        }
    }

    @Test
    void row18LockThatTheApplicationHolds() throws Exception {
        migrate();
        script("V2__note.sql", "select 1;\nalter table orders add column note text;\n");
        try (Connection application = application();
                Statement statement = application.createStatement()) {
            statement.execute("update orders set state = 's3cret' where id = 42");
            InProcessRun patient = pod.with("MIGRATOR_LOCK_TIMEOUT", "3s").with("MIGRATOR_LOCK_RETRY_FOR", "1s");
            assertShows(patient, ExitCode.MIGRATION_FAILED, """
                    migration failed: V2__note.sql, line 2, SQLSTATE 55P03: canceling statement due to lock timeout; blocked \
                    by pid PID (app "orders-worker", user postgres, idle in transaction for SECONDS after "update orders set \
                    state = '…' where id = …"); end or wait for the blocking session, then restart; \
                    MIGRATOR_LOCK_RETRY_FOR sets how long to retry (run by pod_NONCE, attempt 1)""");
            application.rollback();
        }
    }

    @Test
    void row20SchemaAhead() throws Exception {
        script("V2__note.sql", "alter table orders add column note text;\n");
        migrate();
        Files.delete(bundle.resolve("V2__note.sql"));
        assertShows(pod.with("MIGRATOR_WHEN_AHEAD", "fail"), ExitCode.SCHEMA_MISMATCH, """
                the schema is at version 2, ahead of the bundle in BUNDLE; deploy an image that carries the newer migrations, \
                or set MIGRATOR_WHEN_AHEAD=start""");
        assertShows(pod.with("MIGRATOR_WHEN_AHEAD", "compatible"), ExitCode.SCHEMA_MISMATCH, """
                the schema is at version 2, ahead of the bundle in BUNDLE, and not every newer script allows that; deploy an \
                image that carries the newer migrations, or declare "-- init-migrator: compatible-from=<version>" in the \
                newer scripts""");
    }

    @Test
    void row21AppliedScriptEditedRemovedRenamed() throws Exception {
        script("V2__note.sql", "alter table orders add column note text;\n");
        migrate();
        script("V2__note.sql", "alter table orders add column note varchar;\n");
        assertShows(pod, ExitCode.SCHEMA_MISMATCH, """
                V2__note.sql: Migration checksum mismatch for migration version 2 -> Applied to database : CHECKSUM -> Resolved locally : \
                CHECKSUM; restore the script as it was applied and move the change to a new one; or, if both have the same effect, \
                run init-migrator repair""");
        Files.move(bundle.resolve("V2__note.sql"), bundle.resolve("V2__notes.sql"));
        script("V2__notes.sql", "alter table orders add column note text;\n");
        assertShows(pod, ExitCode.SCHEMA_MISMATCH, """
                V2__notes.sql: Migration description mismatch for migration version 2 -> Applied to database : note -> Resolved locally : \
                notes; restore the script as it was applied and move the change to a new one; or, if both have the same effect, \
                run init-migrator repair""");
        script("V3__more.sql", "select 1;\n");
        Files.delete(bundle.resolve("V2__notes.sql"));
        assertShows(pod, ExitCode.SCHEMA_MISMATCH, """
                Detected applied migration not resolved locally: 2; restore the script in the bundle; or, if it was \
                removed on purpose, run init-migrator repair""");
    }

    @Test
    void statusAndPlanLeaveWhatIsWrong() throws Exception {
        migrate();
        script("V1__orders.sql", "create table orders (id int);\n");
        String text = """
                V1__orders.sql: Migration checksum mismatch for migration version 1 -> Applied to database : CHECKSUM -> Resolved locally : \
                CHECKSUM; restore the script as it was applied and move the change to a new one; or, if both have the same effect, \
                run init-migrator repair""";
        assertShows(pod, ExitCode.SCHEMA_MISMATCH, text, "status");
        assertShows(pod, ExitCode.SCHEMA_MISMATCH, text, "plan");
        assertShows(pod.with("FLYWAY_PASSWORD", "wr0ng-s3cret"), ExitCode.UNREACHABLE, """
                PostgreSQL localhost:PORT/NAME (user shop) refused: FATAL: password authentication failed for user \
                "shop"; check the user and its password""", "status");
    }

    @Test
    void row22ScriptWithAnError() throws Exception {
        script("V2__broken.sql", "select 1;\nupdate orders set naem = 1;\n");
        assertShows(pod, ExitCode.MIGRATION_FAILED, """
                migration failed: V2__broken.sql, line 2, SQLSTATE 42703: column "naem" of relation "orders" does not exist; \
                Position: 19; correct the script and roll out the new bundle (run by pod_NONCE, attempt 1)""");
    }

    /** Covers a long error: its beginning is kept, and Kubernetes accepts the message. */
    @Test
    void row22ErrorThatIsLongerThanKubernetesTakes() throws Exception {
        script("V2__long.sql", "do $$ begin raise exception '%', repeat('ü', 10000); end $$;\n");
        assertThat(pod.run().code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        byte[] shown = Files.readAllBytes(file);
        assertThat(shown).hasSizeLessThanOrEqualTo(LIMIT);
        assertThat(new String(shown, StandardCharsets.UTF_8))
                .startsWith("migration failed: V2__long.sql, line 1, SQLSTATE P0001: üüü")
                .contains("correct the script and roll out the new bundle")
                .doesNotContain("\ufffd");
    }

    private void assertShows(InProcessRun launch, ExitCode code, String text, String... words) throws IOException {
        Files.deleteIfExists(file);
        ExitStatus ending = launch.run(words);
        assertThat(normalised(Files.readString(file))).isEqualTo(text);
        assertThat(ending.code()).isEqualTo(code);
        assertThat(Files.size(file)).isLessThanOrEqualTo(LIMIT);
    }

    private String normalised(String text) {
        return text.replace(bundle.toString(), "BUNDLE")
                .replace("/" + database.name(), "/NAME")
                .replaceAll("pod_[0-9a-f]{8}", "pod_NONCE")
                .replaceAll("(localhost|127\\.0\\.0\\.1):\\d+", "$1:PORT")
                .replaceAll("pid \\d+", "pid PID")
                .replaceAll("for \\d+ s after", "for SECONDS after")
                .replaceAll("(database|locally) : -?\\d+", "$1 : CHECKSUM")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME");
    }

    private void migrate() {
        assertThat(pod.run()).isEqualTo(ExitStatus.OK);
    }

    private void script(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }

    private Connection application() throws SQLException {
        Connection connection = DriverManager.getConnection(
                database.url() + "?ApplicationName=orders-worker", database.user(), database.password());
        connection.setAutoCommit(false);
        return connection;
    }
}
