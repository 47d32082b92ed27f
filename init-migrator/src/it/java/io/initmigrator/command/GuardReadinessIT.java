package io.initmigrator.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.InProcessRun;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.application.LinterScriptAnalyzer;
import io.initmigrator.command.ReadinessCheck.Readiness;
import io.initmigrator.core.ManualBackgroundExecutor;
import io.initmigrator.core.Outcome;
import io.initmigrator.flyway.FlywayMigrationTool;
import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.http.AcceptHeader;
import io.initmigrator.http.Metrics;
import io.initmigrator.http.Request;
import io.initmigrator.http.Response;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.time.ManualTime;
import io.initmigrator.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the readiness of the sidecar after changes of a real PostgreSQL's schema, with a clock that the test controls. */
class GuardReadinessIT {

    private static final Duration VALIDITY = Duration.ofSeconds(5);

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final ManualTime clock = new ManualTime();
    private final ManualBackgroundExecutor background = new ManualBackgroundExecutor();
    private ReadinessCheck check;
    private GuardEndpoints guard;

    @TempDir
    private Path directory;

    @BeforeEach
    void migrate() throws IOException {
        Files.writeString(directory.resolve("V1__orders.sql"), "create table orders (id int);\n");
        Files.writeString(directory.resolve("V2__more.sql"), "create table more (id int);\n");
        assertThat(InProcessRun.on(database, directory).run()).isEqualTo(ExitStatus.OK);
        var migrationTool = new FlywayMigrationTool(
                new FlywaySettings(Map.of(), List.of(BundleLocation.ofDirectory(directory))),
                WhenEmpty.FAIL,
                true,
                text -> text,
                new LinterScriptAnalyzer());
        check = new ReadinessCheck(
                new Bundle(database.string("select bundle from init_migrator_receipt"), 2, directory.toString()),
                new PostgresDatabase(TestSettings.of(database, "guard_1"), new SystemTime(), new Random(1)),
                migrationTool,
                false);
        Metrics metrics = new Metrics(clock);
        DriftMonitor drift = new DriftMonitor(
                new PostgresDatabase(TestSettings.of(database, "guard_1"), new SystemTime(), new Random(1)),
                metrics::setDrift,
                background,
                clock);
        guard = new GuardEndpoints(check, drift, metrics, clock);
        guard.started(new Outcome.Ready("2", 2));
    }

    @Test
    void schemaRestoredToAnOlderStateIsNotReadyUntilItIsMigratedAgain() {
        database.execute("create table kept as select * from flyway_schema_history where version = '2';"
                + " delete from flyway_schema_history where version = '2'");
        clock.tick(VALIDITY);

        TestDatabase.await("not ready", () -> get("/readyz").code() == 503);

        assertThat(get("/readyz").body()).contains("lacks 1 migrations of this bundle", "version 1");
        assertThat(get("/livez").code()).isEqualTo(200);
        assertThat(get("/startupz").code()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .contains("init_migrator_schema_current 0\n", "init_migrator_pending_migrations 1\n");

        database.execute("insert into flyway_schema_history select * from kept");
        clock.tick(VALIDITY);

        TestDatabase.await("ready", () -> get("/readyz").code() == 200);
    }

    @Test
    void driftIsCountedEveryFifteenMinutesBesideTheScrapes() {
        get("/metrics");
        background.run();
        assertThat(get("/metrics").body()).contains("init_migrator_drifted_objects 0\n");

        database.execute("create table extra (id int)");
        clock.tick(Duration.ofMinutes(14));
        get("/metrics");
        assertThat(background.running()).isEqualTo(1);
        clock.tick(Duration.ofMinutes(1));
        get("/metrics");
        background.run();
        assertThat(get("/metrics").body()).contains("init_migrator_drifted_objects 2\n");

        database.execute("update init_migrator_receipt set fingerprint = null");
        clock.tick(Duration.ofMinutes(15));
        get("/metrics");
        background.run();
        assertThat(get("/metrics").body()).doesNotContain("drifted_objects");
    }

    @Test
    void failureOfANewerBundleLeavesTheOldPodsReady() throws InterruptedException {
        database.execute("insert into flyway_schema_history"
                + " select 3, '9', 'newer', 'SQL', 'V9__newer.sql', 1, 'shop', now(), 1, false");

        Readiness readiness = check.check();

        assertThat(readiness.holdsBundle()).isTrue();
        assertThat(readiness.pending()).isZero();
        assertThat(readiness.goodFor()).isEqualTo(VALIDITY);
    }

    private Response get(String path) {
        return guard.handle(new Request("GET", path, AcceptHeader.parse(null)));
    }
}
