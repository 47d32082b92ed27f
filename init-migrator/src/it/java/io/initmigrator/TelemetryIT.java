package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.Session;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.support.ReportReceiver;
import io.initmigrator.support.ReportReceiver.Report;
import io.initmigrator.telemetry.OtlpRequest;
import io.initmigrator.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the reports of complete runs to a webhook and to a trace collector. */
class TelemetryIT {

    private static final String SECRET = "Never-to-be-posted-1";

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    private Path bundle;
    private ReportReceiver receiver;
    private InProcessRun pod;

    @BeforeEach
    void prepare() throws IOException {
        receiver = ReportReceiver.accepting();
        bundle = Files.createDirectory(directory.resolve("bundle"));
        script("V1__orders.sql", "create table orders (id bigint);");
        Path url = Files.writeString(directory.resolve("url"), receiver.url() + "/hook/T0/B0\n");
        pod = InProcessRun.on(database, bundle)
                .with("MIGRATOR_WEBHOOK_URL_FILE", url.toString())
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url());
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void migrationIsReportedOnceAndStartsWithNothingToDoAreNot() throws IOException {
        script("V2__index.sql", "create index on orders (id);");

        assertThat(pod.run()).isEqualTo(ExitStatus.OK);
        assertThat(pod.run()).isEqualTo(ExitStatus.OK);

        assertThat(receiver.reports()).hasSize(2);
        JsonNode webhook = webhook();
        assertThat(webhook.path("event").asText()).isEqualTo("migration-succeeded");
        assertThat(webhook.path("scripts").asInt()).isEqualTo(2);
        assertThat(webhook.path("version").asText()).isEqualTo("2");
        assertThat(webhook.path("database").asText()).isNotEmpty().doesNotContain("?", "jdbc:");
        OtlpRequest trace = trace();
        assertThat(trace.spans()).hasSize(3);
        assertThat(trace.span("V2__index.sql").path("parentSpanId"))
                .isEqualTo(trace.span("migrate").path("spanId"));
    }

    @Test
    void failureIsReportedWithoutSecrets() throws IOException {
        script("V2__broken.sql", "select '${api_token}'::int;");
        pod = pod.with("FLYWAY_PLACEHOLDERS_API_TOKEN", SECRET);

        assertThat(pod.run().code()).isEqualTo(ExitCode.MIGRATION_FAILED);

        JsonNode failure = webhook().path("failure");
        assertThat(failure.path("script").asText()).isEqualTo("V2__broken.sql");
        assertThat(failure.path("message").asText()).contains("invalid input syntax", "****");
        assertThat(trace().span("migrate").path("status").path("code").asInt()).isEqualTo(2);
        assertThat(receiver.reports().toString()).doesNotContain(SECRET);
    }

    @Test
    void receiverThatIsGoneChangesNoOutcome() throws IOException {
        receiver.close();

        assertThat(pod.run()).isEqualTo(ExitStatus.OK);

        script("V2__broken.sql", "select nothing from nowhere;");
        assertThat(pod.run().code()).isEqualTo(ExitCode.MIGRATION_FAILED);
    }

    @Test
    void podThatWaitedSendsOneSpanThatLinksToTheLeader() throws Exception {
        try (Session leader =
                new PostgresDatabase(TestSettings.of(database, "other_1"), new SystemTime(), new Random(1)).open()) {
            assertThat(leader.tryFence()).isInstanceOf(FenceAttempt.Taken.class);

            assertThat(pod.with("MIGRATOR_TIMEOUT", "1s").run().code()).isEqualTo(ExitCode.DEADLINE_PASSED);
        }

        assertThat(receiver.reports()).hasSize(1);
        JsonNode wait = trace().span("wait for migration");
        assertThat(wait.path("links")).hasSize(1);
        assertThat(OtlpRequest.attributes(wait.path("attributes"))).containsEntry("init_migrator.leader", "other_1");
    }

    private JsonNode webhook() throws IOException {
        return new ObjectMapper().readTree(only("/hook/T0/B0").body());
    }

    private OtlpRequest trace() throws IOException {
        return OtlpRequest.read(only("/v1/traces").body());
    }

    private Report only(String path) {
        List<Report> found =
                receiver.reports().stream().filter(it -> it.path().equals(path)).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private void script(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql + "\n");
    }
}
