package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.support.MockDeployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests deferred scripts after the rollout of a Deployment on the mock of the Kubernetes API, with election by Lease. */
@ResourceLock(MockCluster.KUBECONFIG)
class DeferredRolloutIT {

    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestDatabase database = TestPostgres.freshDatabase();

    @RegisterExtension
    private final MockCluster cluster = new MockCluster("shop");

    @TempDir
    private Path directory;

    private MockDeployment deployment;

    @BeforeEach
    void deploySecondRelease() throws IOException {
        Files.createDirectory(directory.resolve("bundle"));
        write("V1__customers.sql", "create table customers (id bigint, fax text);\n");
        assertThat(pod().with("MIGRATOR_REVISION", "old").run()).isEqualTo(ExitStatus.OK);
        write("V2__fax.sql", "-- init-migrator: after-rollout\nalter table customers drop fax;\n");
        assertThat(pod().with("MIGRATOR_REVISION", "new").run()).isEqualTo(ExitStatus.OK);
        assertThat(lease()).contains("\"init-migrator.io/deferred\":\"V2__fax.sql\"");
        deployment = MockDeployment.create(cluster.api(), "orders", 1);
        deployment.roll("old");
        start("orders-old-1");
        deployment.roll("new");
        start("orders-new-1");
        deployment.delete("orders-old-1");
    }

    @Test
    void terminatingPodOfTheOlderVersionHoldsThemBack() throws Exception {
        CompletableFuture<ExitStatus> run = pod().start("migrate", "--deferred");
        TestDatabase.await(
                "the pods have been listed twice", () -> cluster.api().requests("GET " + PODS + " ") >= 2);
        assertThat(run).isNotDone();
        assertThat(versions()).containsExactly("1");

        deployment.remove("orders-old-1");
        assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(ExitStatus.OK);
        assertThat(versions()).containsExactly("1", "2");
        assertThat(lease()).contains("+deferred").doesNotContain("init-migrator.io/deferred");
    }

    @Test
    void pausedRolloutRunsNothing() throws Exception {
        deployment.pause();

        ExitStatus ending = pod().run("migrate", "--deferred");

        assertThat(ending)
                .isEqualTo(new ExitStatus(
                        ExitCode.ROLLOUT_NOT_COMPLETE,
                        "the rollout of deployment/orders is paused: spec.paused is true; resume it, then start this"
                                + " command again"));
        assertThat(versions()).containsExactly("1");
    }

    /** The rollout of the older version is complete. */
    @Test
    void jobThatStartsAfterARollbackRunsNothing() throws Exception {
        deployment.roll("old");
        start("orders-old-2");
        deployment.delete("orders-new-1");
        deployment.remove("orders-new-1");
        deployment.remove("orders-old-1");

        ExitStatus ending = pod().run("migrate", "--deferred");

        assertThat(ending.code()).isEqualTo(ExitCode.ROLLOUT_NOT_COMPLETE);
        assertThat(ending.message())
                .startsWith(
                        "the rollout of deployment/orders is not one of these migrations: no pod of revision old has started");
        assertThat(versions()).containsExactly("1");
    }

    /** Such as an application without an init container, whose migrations a Job has applied. */
    @Test
    void rolloutWithoutRecordedRevisionIsWarnedOf() throws Exception {
        database.execute("update init_migrator_receipt set revisions = ''");
        deployment.remove("orders-old-1");

        assertThat(pod().run("migrate", "--deferred")).isEqualTo(ExitStatus.OK);

        assertThat(versions()).containsExactly("1", "2");
        assertThat(cluster.api().request("GET", "/apis/events.k8s.io/v1/namespaces/shop/events", ""))
                .contains("\"reason\":\"RevisionUnrecorded\"", "revision new of deployment/orders");
    }

    @Test
    void waitEndsAtTheTimeout() throws Exception {
        ExitStatus ending = pod().with("MIGRATOR_TIMEOUT", "2s").run("migrate", "--deferred");

        assertThat(ending.code()).isEqualTo(ExitCode.DEADLINE_PASSED);
        assertThat(ending.message())
                .contains(
                        "the rollout of deployment/orders: pods of an older revision are left: orders-old-1 (terminating)");
        assertThat(versions()).containsExactly("1");
    }

    @Test
    void guardRunsThemByItself() throws Exception {
        try (Sidecar guard = guard()) {
            guard.awaitStart();
            guard.awaitDeferred(1);
            assertThat(versions()).containsExactly("1");
            deployment.remove("orders-old-1");
            guard.awaitDeferred(0);
            assertThat(versions()).containsExactly("1", "2");
            assertThat(guard.served().code("/readyz")).isEqualTo(200);
            assertThat(guard.end()).isEqualTo(ExitStatus.OK);
        }
    }

    @Test
    void failureLeavesTheGuardReady() throws Exception {
        database.execute("alter table customers rename to clients");
        deployment.remove("orders-old-1");
        try (Sidecar guard = guard()) {
            guard.served()
                    .await(
                            "/metrics",
                            answer -> answer.body().contains("init_migrator_deferred_failures_total 1\n"),
                            LIMIT);
            assertThat(guard.served().code("/readyz")).isEqualTo(200);
            assertThat(guard.served().get("/metrics").body())
                    .contains("init_migrator_schema_current 1\n", "init_migrator_pending_migrations 0\n");
            assertThat(pod().run()).isEqualTo(ExitStatus.OK);
            database.execute("alter table clients rename to customers");
            TestDatabase.await("tried again", () -> versions().equals(List.of("1", "2")));
            assertThat(guard.end()).isEqualTo(ExitStatus.OK);
        }
        assertThat(cluster.api().request("GET", "/apis/events.k8s.io/v1/namespaces/shop/events", ""))
                .contains("DeferredScriptsFailed", "V2__fax.sql");
    }

    private Sidecar guard() throws IOException {
        return Sidecar.start(pod().with("MIGRATOR_REVISION", "new"));
    }

    private InProcessRun pod() {
        return InProcessRun.on(database, directory.resolve("bundle"))
                .with("MIGRATOR_COORDINATION", "lease")
                .with("POD_NAMESPACE", "shop")
                .with("POD_NAME", "orders-1")
                .with("MIGRATOR_ROLLOUT", "deployment/orders");
    }

    private List<String> versions() {
        return database.strings("select version from flyway_schema_history order by installed_rank");
    }

    private String lease() {
        return cluster.api().request("GET", "/apis/coordination.k8s.io/v1/namespaces/shop/leases/init-migrator", "");
    }

    private void start(String pod) throws IOException {
        deployment.add(pod);
        deployment.setAvailable(pod);
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(directory.resolve("bundle").resolve(name), sql);
    }
}
