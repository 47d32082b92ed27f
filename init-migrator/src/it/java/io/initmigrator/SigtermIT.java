package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.initmigrator.support.Children;
import io.initmigrator.support.MockKubernetesApi;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends SIGTERM at random moments of a run: afterwards no Lease and no advisory lock is held. {@code -Dsigterm.rounds} sets the number of
 * rounds, {@code -Dsigterm.first} the first one.
 */
@Tag("heavy")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class SigtermIT {

    private static final int ROUNDS = Integer.getInteger("sigterm.rounds", 40);
    private static final int FIRST = Integer.getInteger("sigterm.first", 1);

    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Children children = new Children();
    private MockKubernetesApi api;
    private PostgresServer postgres;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws Exception {
        postgres = PostgresServer.start();
        api = MockKubernetesApi.start();
        Files.writeString(directory.resolve("kubeconfig"), api.kubeconfig("default"));
        Path bundle = Files.createDirectory(directory.resolve("bundle"));
        Files.writeString(bundle.resolve("V1__a.sql"), "create table a (id bigint);\n");
        Files.writeString(bundle.resolve("V2__b.sql"), "select pg_sleep(1);\n");
        Files.writeString(bundle.resolve("V3__c.sql"), "create index concurrently a_by_id on a (id);\n");
    }

    @AfterEach
    void end() throws IOException {
        children.close();
        api.close();
        postgres.close();
    }

    @Test
    void leavesNoLeaseHeld() throws Exception {
        int latest = millisOfARun();
        int elected = 0;
        int stopped = 0;
        for (int round = FIRST; round < FIRST + ROUNDS; round++) {
            String name = "sigterm-" + round;
            String database = name.replace('-', '_');
            postgres.createDatabase(database);
            PodProcess pod =
                    PodProcess.start(children, PodSpec.named("orders-1"), environment(name, database), it -> {});
            int millis = new SplittableRandom(round).nextInt(latest);
            if (!pod.process().waitFor(millis, TimeUnit.MILLISECONDS)) {
                pod.process().toHandle().destroy();
            }
            PodProcess.Result result = pod.await(TIMEOUT);

            // The JVM itself may exit with 1 if it is stopped before it runs one of our classes.
            assertThat(result.exitCode())
                    .as("round %d after %d ms: %s", round, millis, result.text())
                    .isIn(result.text().contains("initialization of VM") ? List.of(1, 143) : List.of(0, 143));
            assertThat(holder(name))
                    .as("round %d after %d ms: %s", round, millis, result.text())
                    .isEmpty();
            elected += result.text().contains("Elected leader") ? 1 : 0;
            stopped += result.exitCode() == 143 ? 1 : 0;
            postgres.dropDatabase(database);
        }
        System.out.println("SIGTERM rounds=" + ROUNDS + " elected=" + elected + " stopped=" + stopped);
        assertThat(elected).isPositive();
        assertThat(stopped).isPositive();
    }

    /** Returns how long a run takes that nobody stops, on a busy machine too. */
    private int millisOfARun() throws Exception {
        postgres.createDatabase("undisturbed");
        PodProcess.Result result = PodProcess.start(
                        children, PodSpec.named("orders-1"), environment("undisturbed", "undisturbed"), it -> {})
                .await(TIMEOUT);
        assertThat(result.exitCode()).as(result.text()).isZero();
        return Math.toIntExact(
                Duration.between(result.started(), result.ended()).toMillis());
    }

    /** Returns the holder; empty if there is none, or no such Lease. */
    private String holder(String lease) throws IOException {
        return new ObjectMapper()
                .readTree(api.request("GET", LEASES + "/" + lease, ""))
                .path("spec")
                .path("holderIdentity")
                .asText("");
    }

    private Map<String, String> environment(String lease, String database) {
        Map<String, String> environment = new HashMap<>(postgres.settings(database));
        environment.putAll(Map.of(
                "FLYWAY_LOCATIONS",
                "filesystem:" + directory.resolve("bundle"),
                "KUBECONFIG",
                directory.resolve("kubeconfig").toString(),
                "MIGRATOR_COORDINATION",
                "lease",
                "MIGRATOR_LEASE_NAME",
                lease,
                "MIGRATOR_TERMINATION_LOG",
                "/dev/null"));
        return environment;
    }
}
