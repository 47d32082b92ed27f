package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.initmigrator.application.ExitCode;
import io.initmigrator.fence.Database;
import io.initmigrator.fence.Session;
import io.initmigrator.postgres.Fences;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.time.SystemTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests a Lease that a user with the right to patch it has filled with invalid values: pods still migrate, and the Lease is valid
 * afterwards.
 */
@ResourceLock(MockCluster.KUBECONFIG)
@Tag("heavy")
class ForgedLeaseIT {

    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    private static final String LEASE = "init-migrator-forged";

    private final TestDatabase database = TestPostgres.freshDatabase();

    @RegisterExtension
    private final MockCluster cluster = new MockCluster("default");

    @TempDir
    private Path directory;

    /** Holds how a run of a pod ended, and what it printed. */
    private record Pod(ExitCode code, String text) {}

    @BeforeEach
    void start() throws IOException {
        Files.writeString(
                Files.createDirectory(directory.resolve("bundle")).resolve("V1__orders.sql"),
                "create table orders (id bigint);\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'spec': {'leaseTransitions': 2147483647}",
                "'spec': {'holderIdentity': 'HUGE'}",
                "'spec': {'holderIdentity': '\\u001b[2J\\nforged', 'leaseTransitions': 2147483647}",
                "'spec': {'holderIdentity': 'orders-0_0123abcd', 'leaseDurationSeconds': 2147483647}",
                "'spec': {'holderIdentity': 'orders-0_0123abcd', 'leaseDurationSeconds': 601}",
                "'spec': null",
                "'metadata': {'annotations': {'init-migrator.io/predecessors': 'LARGE'}}",
                "'metadata': {'annotations': {'init-migrator.io/schema-version': 'LARGE'}}",
                "'metadata': {'annotations': {'init-migrator.io/progress': 'LARGE'}}",
                "'metadata': {'annotations': {'example.com/note': 'LARGE', 'example.com/other': 'kept'}}",
                "'metadata': {'annotations': {'init-migrator.io/phase': 'Failed', 'init-migrator.io/bundle': 'BUNDLE',"
                        + " 'init-migrator.io/failure': '{\\\"attempt\\\":2147483648,\\\"at\\\":\\\"9999-01-01T00:00:00Z\\\"}'}}",
                "'metadata': {'annotations': {'init-migrator.io/phase': 'Finished',"
                        + " 'init-migrator.io/failure': '[[[[[[1e9999'}}"
            })
    void podsGoOn(String forgery) throws Exception {
        forge(forgery);

        Pod pod = run("migrate");

        assertThat(pod.code()).as(pod.text()).isEqualTo(ExitCode.OK);
        assertThat(database.number("select count(*) from flyway_schema_history"))
                .isEqualTo(1);
        JsonNode lease = lease();
        assertThat(lease.path("spec").path("holderIdentity").asText()).isEmpty();
        assertThat(lease.path("spec").path("leaseTransitions").asInt()).isNotNegative();
        JsonNode annotations = lease.path("metadata").path("annotations");
        assertThat(annotations.path("init-migrator.io/phase").asText()).isEqualTo("Succeeded");
        assertThat(annotations.path("init-migrator.io/schema-version").asText()).isEqualTo("1");
        assertThat(annotations.path("init-migrator.io/predecessors").asText()).hasSizeLessThan(450);
        assertThat(annotations.toString()).hasSizeLessThan(10_000);
    }

    /** Covers a live leader of another Lease: an entry on this Lease does not make it a predecessor. */
    @Test
    void sessionOfAnotherRolloutIsNeverEnded() throws Exception {
        forge("'metadata': {'annotations': {'init-migrator.io/predecessors': 'leader_1'}}");
        for (String uid : List.of("", "0123abcd-0000-4000-8000-000000000000")) {
            try (Session other = leader().open(uid)) {
                Fences.taken(other);

                Pod pod = run("migrate", "MIGRATOR_TIMEOUT", "3s");

                assertThat(pod.code()).isEqualTo(ExitCode.DEADLINE_PASSED);
                assertThat(pod.text()).contains("init-migrator leader_1").doesNotContain("Terminated session");
            }
        }
    }

    /** Covers the superuser of another application: the session's name and the predecessors on the Lease both match. */
    @Test
    void sessionOfAnotherRoleIsNeverEnded() throws Exception {
        forge("'metadata': {'annotations': {'init-migrator.io/predecessors': 'leader_1'}}");
        String role = "orders_" + Long.toHexString(System.nanoTime());
        database.execute("create role " + role + " login password 'pass'; grant all on schema public to " + role);
        try (Session other = leader().open(lease().path("metadata").path("uid").asText())) {
            Fences.taken(other);

            Pod pod = run("migrate", "FLYWAY_USER", role, "FLYWAY_PASSWORD", "pass", "MIGRATOR_TIMEOUT", "3s");

            assertThat(pod.code()).as(pod.text()).isEqualTo(ExitCode.DEADLINE_PASSED);
            assertThat(pod.text()).contains("init-migrator leader_1").doesNotContain("Terminated session");
        }
    }

    @Test
    void sessionOfThisLeasesPredecessorIsEnded() throws Exception {
        forge("'metadata': {'annotations': {'init-migrator.io/predecessors': 'leader_1'}}");
        try (Session leftover =
                leader().open(lease().path("metadata").path("uid").asText())) {
            Fences.taken(leftover);

            assertThat(run("migrate").code()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void forgedSuccessMakesNoPodReady() throws Exception {
        Matcher digest =
                Pattern.compile("sha256:[0-9a-f]{64}").matcher(run("status").text());
        assertThat(digest.find()).isTrue();
        forge("'metadata': {'annotations': {'init-migrator.io/phase': 'Succeeded',"
                + " 'init-migrator.io/schema-version': '1', 'init-migrator.io/bundle': '" + digest.group() + "'}}");

        assertThat(run("wait", "MIGRATOR_TIMEOUT", "3s").code()).isEqualTo(ExitCode.DEADLINE_PASSED);
        assertThat(run("migrate").code()).isEqualTo(ExitCode.OK);
        assertThat(database.number("select count(*) from flyway_schema_history"))
                .isEqualTo(1);
    }

    @Test
    void whatIsNotBelievedIsNamedOnce() throws Exception {
        forge("'spec': {'holderIdentity': '\\u001b[2J\\nforged', 'leaseDurationSeconds': 2147483647}");

        assertThat(run("migrate").text())
                .containsOnlyOnce("Invalid Lease fields ignored")
                .contains("spec.holderIdentity, spec.leaseDurationSeconds");
    }

    @Test
    void unlockWatchesNoLongerThanALeaseLasts() throws Exception {
        forge("'spec': {'holderIdentity': 'orders-0_0123abcd', 'leaseDurationSeconds': 2147483647}");

        assertThat(run("unlock", "MIGRATOR_LEASE_DURATION", "5s").code()).isEqualTo(ExitCode.OK);
        assertThat(lease().path("spec").path("holderIdentity").asText()).isEmpty();
    }

    @Test
    void unlockWatchesNoLongerThanItMay() throws Exception {
        forge("'spec': {'holderIdentity': 'orders-0_0123abcd', 'leaseDurationSeconds': 600}");

        Pod unlock = run("unlock", "MIGRATOR_TIMEOUT", "3s");

        assertThat(unlock.code()).isEqualTo(ExitCode.DEADLINE_PASSED);
        assertThat(unlock.text())
                .contains("duration is 600 s", "observed for only 3 s (MIGRATOR_TIMEOUT)", "unlock --force");
    }

    /** Creates a Lease with these fields, like one that exists after the first rollout. */
    private void forge(String fields) {
        String json =
                fields.replace('\'', '"').replace("HUGE", "x".repeat(900_000)).replace("LARGE", "y".repeat(262_000));
        cluster.api()
                .request(
                        "POST",
                        LEASES,
                        "{\"kind\": \"Lease\", \"apiVersion\": \"coordination.k8s.io/v1\","
                                + " \"metadata\": {\"name\": \"" + LEASE + "\"}}");
        String version = lease().path("metadata").path("resourceVersion").asText();
        json = json.startsWith("\"metadata\": {")
                ? json.replace("\"metadata\": {", "\"metadata\": {\"resourceVersion\": \"" + version + "\", ")
                : "\"metadata\": {\"resourceVersion\": \"" + version + "\"}, " + json;
        assertThat(cluster.api().request("PATCH", LEASES + "/" + LEASE, "{" + json + "}"))
                .contains("\"kind\":\"Lease\"");
    }

    private Database leader() {
        return new PostgresDatabase(TestSettings.of(database, "leader_1"), new SystemTime(), new Random(1));
    }

    private JsonNode lease() {
        try {
            return new ObjectMapper().readTree(cluster.api().request("GET", LEASES + "/" + LEASE, ""));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Pod run(String command, String... variables) {
        InProcessRun run = InProcessRun.on(database, directory.resolve("bundle"))
                .with("MIGRATOR_COORDINATION", "lease")
                .without("MIGRATOR_IDENTITY")
                .with("POD_NAME", "orders-1")
                .with("MIGRATOR_LEASE_NAME", LEASE)
                .with("MIGRATOR_TIMEOUT", "40s");
        for (int i = 0; i < variables.length; i += 2) {
            run = run.with(variables[i], variables[i + 1]);
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ExitCode code = run.runInto(output, command).code();
        return new Pod(code, output.toString(StandardCharsets.UTF_8));
    }
}
