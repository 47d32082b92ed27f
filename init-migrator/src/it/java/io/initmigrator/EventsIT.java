package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** Tests the Events that processes create on their pods for {@code kubectl describe pod}. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@Execution(CONCURRENT)
class EventsIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Pattern SERVER = Pattern.compile("\"server\": *\"([^\"]+)\"");

    private static TestBed bed;

    @TempDir
    private Path bundle;

    private String namespace = "";
    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void startPostgresAndKubernetes() throws IOException, SQLException {
        bed = TestBed.openWithKubernetes();
    }

    @AfterAll
    static void endAll() throws IOException {
        bed.close();
    }

    @BeforeEach
    void prepare(TestInfo test) throws Exception {
        namespace = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        bed.postgres().createDatabase(namespace);
        write("V1__orders.sql", "create table orders (id int);");
        environment.putAll(bed.pod(namespace, bundle));
        environment.put("POD_NAMESPACE", namespace);
    }

    @Test
    void leaderSaysThatItBeganAndThatItSucceeded() throws Exception {
        assertThat(run("orders-1").exitCode()).isZero();

        assertThat(events())
                .contains(
                        "\"reason\":\"MigrationStarted\"",
                        "\"reason\":\"MigrationSucceeded\"",
                        "\"uid\":\"uid-orders-1\"");
    }

    @Test
    void failureIsOnThePod() throws Exception {
        write("V2__broken.sql", "select nothing from nowhere;");

        assertThat(run("orders-1").exitCode()).isEqualTo(3);

        assertThat(events()).contains("\"reason\":\"MigrationFailed\"", "V2__broken.sql", "nowhere");
    }

    @Test
    void onlyWhoStartsOnANewerSchemaAsksTheApiAfterwards() throws Exception {
        write("V2__newer.sql", "create table newer (id int);");
        assertThat(run("orders-2").exitCode()).isZero();
        String before = events();

        assertThat(run("orders-3").exitCode()).isZero();
        assertThat(events()).isEqualTo(before);

        Files.delete(bundle.resolve("V2__newer.sql"));
        assertThat(run("orders-1").exitCode()).isZero();
        assertThat(events()).contains("\"reason\":\"SchemaAhead\"", "version 2, newer than this bundle");
    }

    @Test
    void switchedOffThereAreNone() throws Exception {
        environment.put("MIGRATOR_EVENTS", "false");

        assertThat(run("orders-1").exitCode()).isZero();

        assertThat(events()).doesNotContain("Migration");
    }

    private PodProcess.Result run(String pod) throws IOException, InterruptedException {
        environment.put("POD_UID", "uid-" + pod);
        return PodProcess.start(bed.children(), PodSpec.named(pod), environment, line -> {})
                .await(TIMEOUT);
    }

    private String events() throws IOException, InterruptedException {
        Matcher server = SERVER.matcher(Files.readString(bed.kubernetes().kubeconfig()));
        assertThat(server.find()).isTrue();
        URI address = URI.create(server.group(1) + "/apis/events.k8s.io/v1/namespaces/" + namespace + "/events");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql + "\n");
    }
}
