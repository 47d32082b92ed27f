package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.initmigrator.support.LocalHttpServer;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.Promtool;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** Tests the native sidecar as a process, probed as the kubelet does, on a real PostgreSQL. */
@Execution(CONCURRENT)
class GuardIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    @AutoClose
    private static TestBed bed;

    @TempDir
    private Path directory;

    private String database = "";
    private LocalHttpServer guard;
    private final List<PodProcess> started = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void startPostgres() throws IOException, SQLException {
        bed = TestBed.open();
    }

    @BeforeEach
    void prepare(TestInfo test) throws Exception {
        database = bed.createDatabase(test);
        execute("create schema control; create table control.go (); grant all on schema control to public");
        execute("grant all on control.go to public");
        write("V1__orders.sql", "create table orders (id int);");
        guard = LocalHttpServer.onFreePort();
        environment.putAll(bed.pod(database, bundle()));
        environment.put("MIGRATOR_HTTP_PORT", String.valueOf(guard.port()));
        environment.put("MIGRATOR_TERMINATION_LOG", terminationLog().toString());
    }

    @AfterEach
    void stop() {
        started.forEach(pod -> pod.process().destroyForcibly());
    }

    @Test
    void gateStaysShutUntilTheSchemaHoldsTheBundle() throws Exception {
        write("V2__slow.sql", """
                do $$ begin while not exists (select from control.go) loop perform pg_sleep(0.05); end loop; end $$;
                """);
        start();

        guard.await("/metrics", answer -> answer.body().contains("init_migrator_pending_migrations 1\n"), TIMEOUT);
        assertThat(guard.code("/livez")).isEqualTo(200);
        assertThat(guard.code("/startupz")).isEqualTo(503);
        assertThat(guard.code("/readyz")).isEqualTo(503);
        execute("insert into control.go default values");

        guard.await("/startupz", 200, TIMEOUT);
        assertThat(guard.get("/readyz").body()).isEqualTo("the schema contains this bundle; it is at version 2\n");
        assertThat(guard.get("/metrics").body())
                .contains("init_migrator_schema_info{version=\"2\"} 1\n", "init_migrator_pending_migrations 0\n");
    }

    @Test
    void stoppedGuardExitsZero() throws Exception {
        PodProcess pod = start();
        guard.await("/startupz", 200, TIMEOUT);

        pod.process().toHandle().destroy();

        assertThat(pod.await(TIMEOUT).exitCode()).isZero();
    }

    @Test
    void promtoolAcceptsWhatIsServed() throws Exception {
        start();
        guard.await("/startupz", 200, TIMEOUT);
        Promtool promtool = new Promtool();

        HttpResponse<String> openMetrics =
                guard.get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
        HttpResponse<String> older = guard.get("/metrics", "Accept", "text/plain");

        assertThat(openMetrics.headers().firstValue("Content-Type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        promtool.checkOpenMetrics(openMetrics.body());
        promtool.checkPrometheus(older.body());
    }

    @Test
    void probesAskSeldomAndHoldNoSession() throws Exception {
        start();
        guard.await("/startupz", 200, TIMEOUT);
        int before = bed.postgres().sessions(database).size();

        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(7);
        while (System.nanoTime() < end) {
            assertThat(guard.code("/readyz")).isEqualTo(200);
        }

        assertThat(bed.postgres().sessions(database)).hasSizeBetween(before + 1, before + 2);
        assertThat(number("select count(*) from pg_stat_activity where application_name like 'init-migrator%'"
                        + " and datname = current_database()"))
                .isZero();
    }

    @Test
    void failedMigrationEndsItAsItEndsMigrate() throws Exception {
        write("V2__broken.sql", "select nothing from nowhere;");
        PodProcess.Result result = start().await(TIMEOUT);

        assertThat(result.exitCode()).as(result.text()).isEqualTo(3);
        assertThat(Files.readString(terminationLog())).contains("V2__broken.sql", "nowhere");
    }

    @Test
    void takenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            environment.put("MIGRATOR_HTTP_PORT", String.valueOf(taken.getLocalPort()));

            PodProcess.Result result = start().await(TIMEOUT);

            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(Files.readString(terminationLog()))
                    .contains("port " + taken.getLocalPort(), "MIGRATOR_HTTP_PORT");
        }
    }

    private PodProcess start() throws IOException {
        PodProcess pod = PodProcess.start(bed.children(), PodSpec.named("orders-1", "guard"), environment, line -> {});
        started.add(pod);
        return pod;
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(Files.createDirectories(bundle()).resolve(name), sql + "\n");
    }

    private Path bundle() {
        return directory.resolve("bundle");
    }

    private Path terminationLog() {
        return directory.resolve("termination-log");
    }

    private void execute(String sql) throws SQLException {
        bed.postgres().execute(database, sql);
    }

    private int number(String sql) throws SQLException {
        return bed.postgres().number(database, sql);
    }
}
