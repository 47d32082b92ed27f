package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.support.MockDeployment;
import io.initmigrator.support.ReadingClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A rolling update of two pods, from a version that reads a column to one that does not, with a client that reads through all pods all
 * the time. The last old pod is served while it terminates.
 */
@ResourceLock(MockCluster.KUBECONFIG)
class RollingUpdateIT {

    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final String OLD = "select id, fax from customers";
    private static final String NEW = "select id, mail from customers";
    private static final int SOME = 50;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestDatabase database = TestPostgres.freshDatabase();

    @RegisterExtension
    private final MockCluster cluster = new MockCluster("shop");

    @TempDir
    private Path directory;

    private MockDeployment deployment;
    private ReadingClient client;

    @BeforeEach
    void deployOldVersion() throws Exception {
        Files.createDirectory(directory.resolve("bundle"));
        write(
                "V1__customers.sql",
                "create table customers (id bigint, fax text);\ninsert into customers values (1, '1');\n");
        assertThat(pod("old").run()).isEqualTo(ExitStatus.OK);
        deployment = MockDeployment.create(cluster.api(), "orders", 2);
        deployment.roll("old");
        client = ReadingClient.of(database::connect);
        serve("old-1", OLD);
        serve("old-2", OLD);
        client.begin();
        client.awaitReads("old-1", SOME, LIMIT);
        write("V2__mail.sql", "alter table customers add mail text;\n");
        deployment.roll("new");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
    }

    @Test
    void noRequestFailsIfTheColumnIsDroppedAfterTheRollout() throws Exception {
        write("V3__fax.sql", "-- init-migrator: after-rollout\nalter table customers drop fax;\n");
        try (Sidecar first = startFirstPod();
                Sidecar second = startSecondPod()) {
            long lists = lists();
            TestDatabase.await("the pods are listed twice", () -> lists() >= lists + 2);
            client.awaitReads("old-2", SOME, LIMIT);
            assertThat(versions()).containsExactly("1", "2");

            end("old-2");
            TestDatabase.await("the column is dropped", () -> versions().equals(List.of("1", "2", "3")));
            client.awaitReads("new-1", SOME, LIMIT);
            client.awaitReads("new-2", SOME, LIMIT);
            assertThat(first.end()).isEqualTo(ExitStatus.OK);
            assertThat(second.end()).isEqualTo(ExitStatus.OK);
        }
        assertThat(client.failures()).isEmpty();
    }

    @Test
    void requestsFailIfTheScriptIsNotDeferred() throws Exception {
        write("V3__fax.sql", "alter table customers drop fax;\n");
        try (Sidecar first = startFirstPod();
                Sidecar second = startSecondPod()) {
            client.awaitReads("old-2", SOME, LIMIT);
            end("old-2");
            assertThat(first.end()).isEqualTo(ExitStatus.OK);
            assertThat(second.end()).isEqualTo(ExitStatus.OK);
        }
        assertThat(versions()).containsExactly("1", "2", "3");
        assertThat(client.failures())
                .isNotEmpty()
                .allSatisfy(
                        failure -> assertThat(failure).startsWith("old-").contains("column \"fax\" does not exist"));
    }

    /** One new pod for one old one. */
    private Sidecar startFirstPod() throws Exception {
        Sidecar sidecar = startPod("new-1");
        deployment.delete("old-1");
        end("old-1");
        return sidecar;
    }

    /** The last old pod terminates, and is still served. */
    private Sidecar startSecondPod() throws Exception {
        Sidecar sidecar = startPod("new-2");
        deployment.delete("old-2");
        return sidecar;
    }

    private Sidecar startPod(String name) throws Exception {
        Sidecar sidecar = Sidecar.start(pod("new").with("POD_NAME", name));
        sidecar.awaitStart();
        serve(name, NEW);
        return sidecar;
    }

    private void serve(String name, String query) throws Exception {
        deployment.add(name);
        client.add(name, query);
        deployment.setAvailable(name);
    }

    private void end(String name) throws Exception {
        client.remove(name);
        deployment.remove(name);
    }

    private long lists() {
        return cluster.api().requests("GET " + PODS + " ");
    }

    private InProcessRun pod(String revision) {
        return InProcessRun.on(database, directory.resolve("bundle"))
                .with("MIGRATOR_COORDINATION", "lease")
                .with("POD_NAMESPACE", "shop")
                .with("MIGRATOR_REVISION", revision)
                .with("MIGRATOR_ROLLOUT", "deployment/orders")
                .without("MIGRATOR_IDENTITY")
                .with("POD_NAME", "orders");
    }

    private List<String> versions() {
        return database.strings("select version from flyway_schema_history where success order by installed_rank");
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(directory.resolve("bundle").resolve(name), sql);
    }
}
