package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.initmigrator.application.Application;
import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.core.StopSignal;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.support.MockKubernetesApi;
import io.initmigrator.support.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Tests deferred scripts after the rollout of a Deployment on the mock of the Kubernetes API, with election by Lease. */
@Isolated // The kubeconfig is named by a system property.
@Timeout(120)
class DeferredRolloutIT {

    private static final String KUBECONFIG = "kubeconfig";
    private static final String APPS = "/apis/apps/v1/namespaces/shop/";
    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final ObjectMapper mapper = new ObjectMapper();

    @TempDir
    private Path directory;

    private MockKubernetesApi api;

    @BeforeEach
    void deploySecondRelease() throws IOException {
        api = MockKubernetesApi.start();
        Path kubeconfig = directory.resolve("kubeconfig");
        Files.writeString(kubeconfig, api.kubeconfig("shop"));
        System.setProperty(KUBECONFIG, kubeconfig.toString());
        Files.createDirectory(directory.resolve("bundle"));
        write("V1__customers.sql", "create table customers (id bigint, fax text);\n");
        assertThat(pod().with("MIGRATOR_REVISION", "old").run()).isEqualTo(ExitStatus.OK);
        write("V2__fax.sql", "-- init-migrator: after-rollout\nalter table customers drop fax;\n");
        assertThat(pod().with("MIGRATOR_REVISION", "new").run()).isEqualTo(ExitStatus.OK);
        assertThat(lease()).contains("\"init-migrator.io/deferred\":\"V2__fax.sql\"");
        deployment("new", "");
        create(PODS, runningPod("orders-new-1", "new", ""));
        create(PODS, runningPod("orders-old-1", "old", "\"finalizers\": [\"example.org/kept\"],"));
        api.request("DELETE", PODS + "/orders-old-1", "");
    }

    @AfterEach
    void stop() {
        System.clearProperty(KUBECONFIG);
        api.close();
    }

    @Test
    void terminatingPodOfTheOlderVersionHoldsThemBack() throws Exception {
        CompletableFuture<ExitStatus> run = pod().start("migrate", "--deferred");
        TestDatabase.await(
                "the pods have been listed twice",
                () -> api.requests().matches("(?s).*GET " + PODS + " ([2-9]|\\d\\d+)\n.*"));
        assertThat(run).isNotDone();
        assertThat(versions()).containsExactly("1");

        endOldPod();
        assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(ExitStatus.OK);
        assertThat(versions()).containsExactly("1", "2");
        assertThat(lease()).contains("+deferred").doesNotContain("init-migrator.io/deferred");
    }

    @Test
    void pausedRolloutRunsNothing() throws Exception {
        deployment("new", "\"paused\": true,");

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
        deployment("old", "");
        create(PODS, runningPod("orders-old-2", "old", ""));
        endOldPod();
        api.request("DELETE", PODS + "/orders-new-1", "");

        ExitStatus ending = pod().run("migrate", "--deferred");

        assertThat(ending.code()).isEqualTo(ExitCode.ROLLOUT_NOT_COMPLETE);
        assertThat(ending.message())
                .startsWith("the rollout of deployment/orders is not one of these migrations: no pod of revision old has started");
        assertThat(versions()).containsExactly("1");
    }

    /** Such as an application without an init container, whose migrations a Job has applied. */
    @Test
    void rolloutWithoutRecordedRevisionIsWarnedOf() throws Exception {
        database.execute("update init_migrator_receipt set revisions = ''");
        endOldPod();

        assertThat(pod().run("migrate", "--deferred")).isEqualTo(ExitStatus.OK);

        assertThat(versions()).containsExactly("1", "2");
        assertThat(api.request("GET", "/apis/events.k8s.io/v1/namespaces/shop/events", ""))
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
        try (Guard guard = new Guard()) {
            guard.served.await("/startupz", 200, LIMIT);
            guard.awaitDeferred(1);
            assertThat(versions()).containsExactly("1");
            endOldPod();
            guard.awaitDeferred(0);
            assertThat(versions()).containsExactly("1", "2");
            assertThat(guard.served.code("/readyz")).isEqualTo(200);
            assertThat(guard.end()).isEqualTo(ExitStatus.OK);
        }
    }

    @Test
    void failureLeavesTheGuardReady() throws Exception {
        database.execute("alter table customers rename to clients");
        endOldPod();
        try (Guard guard = new Guard()) {
            guard.served.await(
                    "/metrics", answer -> answer.body().contains("init_migrator_deferred_failures_total 1\n"), LIMIT);
            assertThat(guard.served.code("/readyz")).isEqualTo(200);
            assertThat(guard.served.get("/metrics").body())
                    .contains("init_migrator_schema_current 1\n", "init_migrator_pending_migrations 0\n");
            assertThat(pod().run()).isEqualTo(ExitStatus.OK);
            database.execute("alter table clients rename to customers");
            TestDatabase.await("tried again", () -> versions().equals(List.of("1", "2")));
            assertThat(guard.end()).isEqualTo(ExitStatus.OK);
        }
        assertThat(api.request("GET", "/apis/events.k8s.io/v1/namespaces/shop/events", ""))
                .contains("DeferredScriptsFailed", "V2__fax.sql");
    }

    /** Runs the sidecar of a pod of the new version, in this JVM. */
    private final class Guard implements AutoCloseable {

        private final Served served = Served.onFreePort();
        private final CompletableFuture<ExitStatus> ending = new CompletableFuture<>();
        private final StopSignal stopSignal;

        Guard() throws IOException {
            InProcessRun run = pod().with("MIGRATOR_HTTP_PORT", String.valueOf(served.port()))
                    .with("MIGRATOR_REVISION", "new")
                    .with("MIGRATOR_FAILURE_BACKOFF", "1s");
            CompletableFuture<StopSignal> signal = new CompletableFuture<>();
            Thread.ofPlatform().daemon().name("guard").start(() -> {
                signal.complete(new StopSignal(Thread.currentThread()));
                ending.complete(new Application(List.of("guard"), run.environment(), signal.join()).end());
            });
            stopSignal = signal.join();
        }

        /** Waits for the metric; a probe updates the count, and a scrape returns it. */
        void awaitDeferred(int count) throws Exception {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!served.get("/metrics").body().contains("init_migrator_deferred_migrations " + count + "\n")) {
                assertThat(served.code("/readyz")).isEqualTo(200);
                assertThat(System.nanoTime()).isLessThan(end);
            }
        }

        ExitStatus end() throws Exception {
            stopSignal.request();
            return ending.get(30, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            stopSignal.request();
        }
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
        return api.request("GET", "/apis/coordination.k8s.io/v1/namespaces/shop/leases/init-migrator", "");
    }

    /** Creates the Deployment; replaces an existing one. */
    private void deployment(String hash, String spec) throws IOException {
        api.request("DELETE", APPS + "deployments/orders", "");
        api.request("DELETE", APPS + "replicasets/orders-current", "");
        String uid = create(APPS + "deployments", """
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "orders", "namespace": "shop",
                   "annotations": {"deployment.kubernetes.io/revision": "2"}},
                 "spec": {%s "replicas": 1, "selector": {"matchLabels": {"app": "orders"}}},
                 "status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1}}
                """.formatted(spec));
        create(APPS + "replicasets", """
                {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "orders-current", "namespace": "shop",
                   "annotations": {"deployment.kubernetes.io/revision": "2"},
                   "labels": {"app": "orders", "pod-template-hash": "%s"},
                   "ownerReferences": [{"kind": "Deployment", "name": "orders", "uid": "%s", "controller": true}]}}
                """.formatted(hash, uid));
    }

    private static String runningPod(String name, String hash, String metadata) {
        return """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "namespace": "shop", %s
                   "labels": {"app": "orders", "pod-template-hash": "%s"},
                   "ownerReferences": [{"kind": "ReplicaSet", "name": "x", "uid": "u", "controller": true}]},
                 "status": {"phase": "Running"}}
                """.formatted(name, metadata, hash);
    }

    private void endOldPod() throws IOException {
        String version = mapper.readTree(api.request("GET", PODS + "/orders-old-1", ""))
                .at("/metadata/resourceVersion")
                .asText();
        api.request("PATCH", PODS + "/orders-old-1", """
                {"metadata": {"resourceVersion": "%s", "finalizers": null}}""".formatted(version));
    }

    private String create(String path, String object) throws IOException {
        return mapper.readTree(api.request("POST", path, object))
                .at("/metadata/uid")
                .asText();
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(directory.resolve("bundle").resolve(name), sql);
    }
}
