package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.PostgresServer;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** Tests the effects of each failure of a leader with real processes, signals and PostgreSQL. */
@Execution(CONCURRENT)
class FailoverProcessIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Counts its runs in a sequence, which no rollback resets, then waits for the test. */
    private static final String SLOW_SCRIPT = """
            select nextval('runs');
            insert into ledger values ('V2');
            do $$ begin while not exists (select from go) loop perform pg_sleep(0.05); end loop; end $$;
            """;

    private static final String RUNS = "select case when is_called then last_value else 0 end from runs";

    @AutoClose
    private static TestBed bed;

    @TempDir
    private Path bundle;

    private String database = "";
    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void startPostgresAndKubernetes() throws IOException, SQLException {
        bed = TestBed.openWithKubernetes();
    }

    @BeforeEach
    void prepare(TestInfo test) throws Exception {
        database = bed.createDatabase(test);
        execute(
                "create sequence runs; create table go (); grant all on sequence runs to public; grant all on go to public");
        Files.writeString(bundle.resolve("V1__ledger.sql"), "create table ledger (script text);\n");
        Files.writeString(bundle.resolve("V2__slow.sql"), SLOW_SCRIPT);
        environment.putAll(bed.pod(database, bundle));
        environment.putAll(Map.of(
                "FLYWAY_BASELINE_ON_MIGRATE", "true",
                "FLYWAY_BASELINE_VERSION", "0",
                "MIGRATOR_LEASE_NAME", database));
    }

    @Test
    void killedLeaderIsReplacedLongBeforeItsLeaseExpires() throws Exception {
        environment.put("MIGRATOR_LEASE_DURATION", "2m");
        PodProcess leader = leaderInTheMiddle();
        PodProcess follower = start("follower");
        awaitOutput(follower, "Waiting for leader");

        Instant killed = Instant.now();
        leader.process().destroyForcibly();
        awaitRuns(2, follower);
        assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofSeconds(90));
        go();

        assertReady(follower);
        assertMigratedOnce();
    }

    @Test
    void pausedLeaderFindsItsSessionEndedAndChangesNothing() throws Exception {
        environment.put("MIGRATOR_LEASE_DURATION", "4s");
        PodProcess leader = leaderInTheMiddle();
        PodProcess follower = start("follower");
        awaitOutput(follower, "Waiting for leader");

        signal(leader, "STOP");
        awaitOutput(follower, "Terminated session of former leader");
        go();
        assertReady(follower);
        signal(leader, "CONT");

        assertThat(leader.await(TIMEOUT).exitCode()).isEqualTo(6);
        assertMigratedOnce();
        assertReady(start("leader"));
        assertMigratedOnce();
    }

    @Test
    void leaderThatIsAskedToEndHandsOverAtOnce() throws Exception {
        environment.put("MIGRATOR_LEASE_DURATION", "120s");
        PodProcess leader = leaderInTheMiddle();
        PodProcess follower = start("follower");
        awaitOutput(follower, "Waiting for leader");

        signal(leader, "TERM");
        assertThat(leader.await(TIMEOUT).exitCode()).isEqualTo(143);
        awaitRuns(2, follower);
        go();

        assertReady(follower);
        assertMigratedOnce();
    }

    @Test
    void leaderWhoseSessionIsEndedExitsAndTheRestIsDoneLater() throws Exception {
        PodProcess leader = leaderInTheMiddle();
        execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where application_name like 'init-migrator leader%' and datname = current_database()");
        PodProcess.Result lost = leader.await(TIMEOUT);
        assertThat(lost.exitCode()).as(lost.text()).isEqualTo(6);
        assertThat(number("select count(*) from ledger")).isZero();

        go();
        assertReady(start("leader"));
        assertMigratedOnce();
    }

    @Test
    void failureIsSharedAndNotRepeatedUntilTheBundleIsCorrected() throws Exception {
        // On a busy machine, a process may take longer to start than the default backoff.
        environment.put("MIGRATOR_FAILURE_BACKOFF", "5m");
        Files.writeString(bundle.resolve("V2__slow.sql"), SLOW_SCRIPT + "\nselect naem from ledger;\n");
        PodProcess leader = leaderInTheMiddle();
        PodProcess follower = start("follower");
        awaitOutput(follower, "Waiting for leader");
        go();

        for (PodProcess pod : List.of(leader, follower, start("latecomer"))) {
            PodProcess.Result failed = pod.await(TIMEOUT);
            assertThat(failed.exitCode()).as(failed.text()).isEqualTo(3);
            assertThat(failed.text()).contains("V2__slow.sql, line 5, SQLSTATE 42703", "naem");
        }
        assertThat(runs()).isEqualTo(1);
        assertThat(number("select count(*) from ledger")).isZero();

        Files.writeString(bundle.resolve("V2__slow.sql"), SLOW_SCRIPT);
        assertReady(start("corrected"));
        assertMigratedOnce();
    }

    @Test
    void leaderAndFollowerSayWhoIsInTheWay() throws Exception {
        environment.put("MIGRATOR_LOCK_TIMEOUT", "60s");
        Files.delete(bundle.resolve("V2__slow.sql"));
        assertReady(start("first"));
        Files.writeString(bundle.resolve("V2__slow.sql"), SLOW_SCRIPT);
        PodProcess leader;
        PodProcess follower;
        try (Connection application = DriverManager.getConnection(
                        bed.postgres().jdbcUrl(database), PostgresServer.USER, PostgresServer.PASSWORD);
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("set application_name = 'orders-worker'");
            statement.execute("lock table ledger");
            statement.execute("update ledger set script = 's3cret'");
            leader = start("leader");
            awaitOutput(leader, "blockedBy=");
            follower = start("follower");
            awaitOutput(follower, "blockedBy=");
            application.rollback();
        }
        for (PodProcess pod : List.of(leader, follower)) {
            assertThat(pod.output().map(PodProcess.Line::text).filter(line -> line.contains("blockedBy=")))
                    .first()
                    .asString()
                    .contains(
                            "V2__slow.sql",
                            "app \\\"orders-worker\\\", user ",
                            "idle in transaction for ",
                            "update ledger set script = '…'")
                    .doesNotContain("s3cret");
        }
        go();
        assertReady(leader);
        assertReady(follower);
        assertMigratedOnce();
    }

    @Test
    void unlockLeavesALiveLeaderAloneAndEndsAPausedOneByForce() throws Exception {
        // Long enough that a leader on a busy machine does not lose it before it is paused.
        environment.put("MIGRATOR_LEASE_DURATION", "10s");
        PodProcess leader = leaderInTheMiddle();
        PodProcess.Result refused = run("human", "unlock");
        assertThat(refused.exitCode()).as(refused.text()).isEqualTo(124);
        assertThat(refused.text())
                .contains(
                        "not unlocked: the leader leader_",
                        "is alive: it renews its Lease, currently at 2/2 V2__slow.sql");
        signal(leader, "STOP");
        PodProcess.Result busy = run("human", "unlock");
        assertThat(busy.exitCode()).as(busy.text()).isEqualTo(124);
        assertThat(busy.text()).contains("is alive: it is running statements", "unlock --force");
        PodProcess.Result forced = run("human", "unlock", "--force");
        assertThat(forced.exitCode()).as(forced.text()).isZero();
        assertThat(forced.text())
                .containsPattern(
                        "terminated PostgreSQL session pid \\d+ \\(application_name \"init-migrator leader_\\w+ \\w{8}\","
                                + " user \\w+, from [\\d.:]+, active, for [\\d:]+, query ")
                .containsPattern("released the Lease: leader_\\w+ had held it since ");
        signal(leader, "CONT");
        assertThat(leader.await(TIMEOUT).exitCode()).isEqualTo(6);
        assertThat(run("human", "unlock").text()).contains("no session holds the advisory lock");
        go();
        assertReady(start("follower"));
        assertMigratedOnce();
    }

    private PodProcess.Result run(String name, String... arguments) throws Exception {
        return PodProcess.start(bed.children(), PodSpec.named(name, arguments), environment, line -> {})
                .await(TIMEOUT);
    }

    private PodProcess leaderInTheMiddle() throws Exception {
        PodProcess leader = start("leader");
        awaitRuns(1, leader);
        return leader;
    }

    private PodProcess start(String name) throws IOException {
        return PodProcess.start(bed.children(), PodSpec.named(name), environment, line -> {});
    }

    private void go() throws SQLException {
        execute("insert into go default values");
    }

    private static void assertReady(PodProcess pod) throws InterruptedException {
        PodProcess.Result result = pod.await(TIMEOUT);
        assertThat(result.exitCode()).as(result.text()).isZero();
    }

    private void assertMigratedOnce() throws SQLException {
        assertThat(number("select count(*) from ledger")).isEqualTo(1);
        assertThat(number("select count(*) from flyway_schema_history where version = '2' and success"))
                .isEqualTo(1);
        assertThat(number("select count(*) from flyway_schema_history where not success"))
                .isZero();
    }

    /** Waits until the slow script has begun this often; one session asks, since log-ins would slow down the processes under test. */
    private void awaitRuns(int count, PodProcess pod) throws SQLException {
        try (Connection connection = bed.postgres().connect(database);
                PreparedStatement runs = connection.prepareStatement(RUNS)) {
            while (first(runs) < count) {
                assertThat(pod.process().isAlive())
                        .as(
                                "%s ended before its script ran: %s",
                                pod.name(), pod.output().toList())
                        .isTrue();
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private static int first(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private int runs() throws SQLException {
        return number(RUNS);
    }

    private static void awaitOutput(PodProcess pod, String text) {
        while (pod.output().noneMatch(line -> line.text().contains(text))) {
            assertThat(pod.process().isAlive())
                    .as("%s ended before it logged \"%s\"", pod.name(), text)
                    .isTrue();
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static void signal(PodProcess pod, String name) throws Exception {
        String pid = Long.toString(pod.process().pid());
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                .isZero();
    }

    private void execute(String sql) throws SQLException {
        bed.postgres().execute(database, sql);
    }

    private int number(String sql) throws SQLException {
        return bed.postgres().number(database, sql);
    }
}
