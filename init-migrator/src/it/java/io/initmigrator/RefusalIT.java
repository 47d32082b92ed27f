package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.initmigrator.application.ExitCode;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.TestBed;
import io.initmigrator.support.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests a Deployment of three pods whose migrations were edited after they were applied, as an operator sees it. */
@ResourceLock(MockCluster.KUBECONFIG)
class RefusalIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final Pattern SERVER = Pattern.compile("\"server\": *\"([^\"]+)\"");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @AutoClose
    private static TestBed bed;

    @TempDir
    private Path bundle;

    private String namespace = "";
    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void startPostgresAndKubernetes() throws IOException, SQLException {
        bed = TestBed.openWithKubernetes();
    }

    @AfterEach
    void forgetKubeconfig() {
        System.clearProperty(MockCluster.KUBECONFIG);
    }

    @BeforeEach
    void migrate(TestInfo test) throws Exception {
        namespace = bed.createDatabase(test);
        System.setProperty(MockCluster.KUBECONFIG, bed.kubernetes().kubeconfig().toString());
        environment.putAll(bed.pod(namespace, bundle));
        environment.put("POD_NAMESPACE", namespace);
        environment.put("MIGRATOR_LEASE_NAMESPACE", namespace);
        write("create table orders (id int);");
        assertThat(run("orders-0")).isEqualTo(ExitCode.OK);
    }

    /**
     * Holds the lock until both followers wait, so that all three pods take part in one attempt. That a follower stops at the moment
     * of the Lease's change, and not at a later poll, is in {@code LeaseElectorTest}: there time is virtual.
     */
    @Test
    void editedScriptIsTheSameSentenceEverywhere() throws Exception {
        write("create table orders (id bigint);");
        CountDownLatch waiting = new CountDownLatch(2);
        List<PodProcess.Result> results = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(
                        environment.get("FLYWAY_URL"),
                        environment.get("FLYWAY_USER"),
                        environment.get("FLYWAY_PASSWORD"));
                Statement statement = connection.createStatement()) {
            String key = lease(status(), "schema").path("fence").path("key").asText();
            statement.execute("select pg_advisory_lock(" + key + ")");
            List<PodProcess> pods = new ArrayList<>();
            for (String pod : List.of("orders-1", "orders-2", "orders-3")) {
                environment.put("POD_UID", "uid-" + pod);
                pods.add(PodProcess.start(bed.children(), PodSpec.named(pod), environment, line -> {
                    if (line.contains("Waiting for leader")) {
                        waiting.countDown();
                    }
                }));
            }
            assertThat(waiting.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            statement.execute("select pg_advisory_unlock_all()");
            for (PodProcess pod : pods) {
                results.add(pod.await(TIMEOUT));
            }
        }

        JsonNode refusal = refusal();
        String sentence =
                refusal.path("cause").asText() + "; " + refusal.path("remedy").asText();
        assertThat(sentence).contains("V1__orders.sql").contains("; ");
        assertThat(results).allSatisfy(result -> {
            assertThat(result.exitCode()).as(result.text()).isEqualTo(4);
            assertThat(result.text()).contains(sentence);
        });
        assertThat(events("MigrationRefused"))
                .hasSize(3)
                .extracting(event -> event.path("note").asText())
                .containsOnly(sentence);
        assertThat(plugin()).contains("Refused").contains("  refused: " + sentence + " (");
    }

    @Test
    void podsInACrashLoopLookThemselvesEachTimeAndFillNoPredecessors() throws Exception {
        String applied = Files.readString(bundle.resolve("V1__orders.sql"));
        write("create table orders (id bigint);");
        for (int start = 0; start < 10; start++) {
            assertThat(run("orders-" + start % 3)).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        }
        assertThat(annotation("predecessors").split(",")).hasSize(2);
        assertThat(annotation("schema-version")).isEqualTo("1");

        // The operator decides that the edited text is correct.
        assertThat(run("orders-9", "repair")).isEqualTo(ExitCode.OK);
        assertThat(annotation("phase")).isEmpty();
        assertThat(annotation("refusal")).isEmpty();
        assertThat(run("orders-1")).isEqualTo(ExitCode.OK);

        // The next rollout contains the old text again; then the correct text and a new script.
        Files.writeString(bundle.resolve("V1__orders.sql"), applied);
        assertThat(run("orders-1")).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(annotation("phase")).isEqualTo("Refused");
        write("create table orders (id bigint);");
        Files.writeString(bundle.resolve("V2__note.sql"), "alter table orders add note text;\n");
        assertThat(run("orders-2")).isEqualTo(ExitCode.OK);
        assertThat(annotation("phase")).isEqualTo("Succeeded");
        assertThat(annotation("refusal")).isEmpty();
        assertThat(plugin()).contains("Succeeded").doesNotContain("refused");
    }

    private ExitCode run(String pod, String... arguments) {
        return pod(pod).run(arguments).code();
    }

    private InProcessRun pod(String pod) {
        return new InProcessRun(environment)
                .with("POD_NAME", pod)
                .with("POD_UID", "uid-" + pod)
                .with("MIGRATOR_LOG_LEVEL", "error");
    }

    private String status() {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        pod("orders-0").runInto(output, "status", "--output", "json");
        String text = output.toString(StandardCharsets.UTF_8);
        return text.substring(text.indexOf("\n{") + 1, text.lastIndexOf('}') + 1);
    }

    private static JsonNode lease(String json, String part) throws IOException {
        return MAPPER.readTree(json).path(part);
    }

    private String plugin() throws IOException, InterruptedException {
        Tool.find("kubectl", "the Kubernetes command line");
        Tool.find("jq", "apt-get install jq");
        Tool.Answer answer = new Tool(Path.of("../scripts/kubectl-init_migrator"))
                .run("-n", namespace, "--kubeconfig=" + bed.kubernetes().kubeconfig());
        assertThat(answer.exitCode()).as(answer.output()).isZero();
        return answer.output();
    }

    private JsonNode refusal() throws IOException, InterruptedException {
        assertThat(annotation("phase")).isEqualTo("Refused");
        return MAPPER.readTree(annotation("refusal"));
    }

    private String annotation(String name) throws IOException, InterruptedException {
        return get("/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases/init-migrator")
                .path("metadata")
                .path("annotations")
                .path("init-migrator.io/" + name)
                .asText();
    }

    private List<JsonNode> events(String reason) throws IOException, InterruptedException {
        JsonNode items = get("/apis/events.k8s.io/v1/namespaces/" + namespace + "/events")
                .path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(event -> event.path("reason").asText().equals(reason))
                .toList();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        Matcher server = SERVER.matcher(Files.readString(bed.kubernetes().kubeconfig()));
        assertThat(server.find()).isTrue();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return MAPPER.readTree(client.send(
                            HttpRequest.newBuilder(URI.create(server.group(1) + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body());
        }
    }

    private void write(String sql) throws IOException {
        Files.writeString(bundle.resolve("V1__orders.sql"), sql + "\n");
    }
}
