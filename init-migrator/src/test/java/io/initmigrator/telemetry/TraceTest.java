package io.initmigrator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.SessionActivity;
import io.initmigrator.fence.SessionActivity.Blocker;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.ScriptProgress;
import io.initmigrator.support.ReportReceiver;
import io.initmigrator.time.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class TraceTest {

    private static final ScriptProgress FIRST = new ScriptProgress(1, 2, "V1__one.sql");
    private static final ScriptProgress SECOND = new ScriptProgress(2, 2, "V2__two.sql");

    private final ManualTime time = new ManualTime();
    private final Map<String, String> variables = new TreeMap<>();
    private ReportReceiver collector;

    @BeforeEach
    void start() throws IOException {
        collector = ReportReceiver.accepting();
        variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url() + "/");
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    @Test
    void migrationIsTheParentOfASpanForEachScript() throws IOException {
        run("orders-1_aa", telemetry -> {
            telemetry.onEvent(new RolloutEvent.Elected(""));
            telemetry.onEvent(new RolloutEvent.MigrationStarted(2));
            telemetry.onEvent(new RolloutEvent.ScriptStarted(FIRST));
            time.tick(Duration.ofSeconds(3));
            telemetry.onEvent(new RolloutEvent.ScriptStarted(SECOND));
            time.tick(Duration.ofMillis(1_500));
            telemetry.onEvent(new RolloutEvent.MigrationSucceeded(2, "2", Duration.ofMillis(4_500)));
        });

        OtlpRequest trace = trace();
        JsonNode migration = trace.span("migrate");
        assertThat(seconds(migration)).isEqualTo(4.5);
        assertThat(migration.path("startTimeUnixNano").asText()).isEqualTo("1767225600000000000");
        assertThat(migration.has("parentSpanId")).isFalse();
        assertThat(migration.path("status").path("code").asInt()).isEqualTo(1);
        assertThat(OtlpRequest.attributes(migration.path("attributes")))
                .containsEntry("init_migrator.schema_version", "2")
                .containsEntry("init_migrator.scripts.applied", "2")
                .containsEntry("init_migrator.database", "db/shop")
                .containsEntry("db.system.name", "postgresql");
        assertThat(List.of(trace.span("V1__one.sql"), trace.span("V2__two.sql")))
                .allSatisfy(script -> {
                    assertThat(script.path("parentSpanId")).isEqualTo(migration.path("spanId"));
                    assertThat(script.path("traceId")).isEqualTo(migration.path("traceId"));
                });
        assertThat(seconds(trace.span("V1__one.sql"))).isEqualTo(3);
        assertThat(seconds(trace.span("V2__two.sql"))).isEqualTo(1.5);
    }

    @Test
    void retriesAndBlockersOfAScriptAreInItsSpan() throws IOException {
        SessionActivity blocked =
                new SessionActivity(List.of(new Blocker(4711, "app \"orders-worker\"")), Optional.empty());
        run("orders-1_aa", telemetry -> {
            telemetry.onEvent(new RolloutEvent.MigrationStarted(1));
            telemetry.onEvent(new RolloutEvent.ScriptStarted(FIRST));
            time.tick(Duration.ofSeconds(2));
            telemetry.onEvent(new RolloutEvent.ScriptRunning(FIRST, Duration.ofSeconds(2), blocked));
            telemetry.onEvent(new RolloutEvent.ScriptBlocked(
                    failure("55P03", "lock timeout"), blocked.blockedBy(), Duration.ofSeconds(1)));
            time.tick(Duration.ofSeconds(1));
            telemetry.onEvent(new RolloutEvent.ScriptStarted(FIRST));
            telemetry.onEvent(new RolloutEvent.ScriptRunning(FIRST, Duration.ZERO, SessionActivity.NONE));
            telemetry.onEvent(new RolloutEvent.MigrationSucceeded(1, "1", Duration.ofSeconds(3)));
        });

        JsonNode script = trace().span("V1__one.sql");
        assertThat(seconds(script)).isEqualTo(3);
        assertThat(OtlpRequest.attributes(script.path("attributes")))
                .containsEntry(RolloutTrace.ATTEMPTS, "2")
                .containsEntry(RolloutTrace.LOCK_TIMEOUTS, "1");
        assertThat(script.path("events")).hasSize(2);
        assertThat(script.path("events").get(0).path("name").asText()).isEqualTo("blocked");
        assertThat(OtlpRequest.attributes(script.path("events").get(1).path("attributes")))
                .containsEntry("db.response.status_code", "55P03")
                .containsEntry("init_migrator.blocked_by", "pid 4711 (app \"orders-worker\")")
                .containsEntry("init_migrator.pause_ms", "1000");
    }

    @Test
    void failureIsTheStatusOfScriptAndMigrationWithoutSecrets() throws IOException {
        run("orders-1_aa", telemetry -> {
            telemetry.onEvent(new RolloutEvent.MigrationStarted(2));
            telemetry.onEvent(new RolloutEvent.ScriptStarted(FIRST));
            telemetry.onEvent(new RolloutEvent.ScriptStarted(SECOND));
            telemetry.onEvent(new RolloutEvent.MigrationFailed(failure("42703", "no \"s3cret-one\"")));
        });

        OtlpRequest trace = trace();
        assertThat(trace.span("V1__one.sql").path("status").path("code").asInt())
                .isEqualTo(1);
        assertThat(List.of(trace.span("V2__two.sql"), trace.span("migrate"))).allSatisfy(span -> {
            assertThat(span.path("status").path("code").asInt()).isEqualTo(2);
            assertThat(span.path("status").path("message").asText()).contains("42703: no \"****\"");
        });
    }

    @Test
    void migrationThatEndsOtherwiseIsAnError() throws IOException {
        run("orders-1_aa", telemetry -> {
            telemetry.onEvent(new RolloutEvent.MigrationStarted(1));
            telemetry.onEvent(new RolloutEvent.ScriptStarted(FIRST));
        });

        assertThat(trace().span("migrate").path("status").path("message").asText())
                .isEqualTo("ended without a result");
    }

    @Test
    void refusalIsTheStatusOfTheMigration() throws IOException {
        run("orders-1_aa", telemetry -> {
            telemetry.onEvent(new RolloutEvent.MigrationStarted(1));
            telemetry.onEvent(new RolloutEvent.MigrationRefused(new Problem("checksum mismatch", "run repair")));
        });

        assertThat(trace().span("migrate").path("status").path("message").asText())
                .isEqualTo("checksum mismatch");
    }

    /** Links the traces without passing an id between the pods. */
    @Test
    void waitOfAFollowerLinksToTheMigrationOfItsLeader() throws IOException {
        run("orders-1_aa", telemetry -> {
            telemetry.onEvent(new RolloutEvent.MigrationStarted(1));
            telemetry.onEvent(new RolloutEvent.MigrationSucceeded(1, "1", Duration.ZERO));
        });
        run("orders-2_bb", telemetry -> {
            telemetry.onEvent(new RolloutEvent.WaitingForLeader("orders-1_aa", Optional.empty(), Duration.ZERO));
            time.tick(Duration.ofSeconds(7));
            telemetry.onEvent(
                    new RolloutEvent.WaitingForLeader("orders-1_aa", Optional.empty(), Duration.ofSeconds(7)));
            telemetry.onEvent(new RolloutEvent.SchemaCurrent("1"));
        });
        run("orders-3_cc", telemetry -> {
            time.tick(Duration.ofSeconds(2));
            telemetry.onEvent(new RolloutEvent.WaitingForFence(
                    new FenceHolder(7, "init-migrator orders-1_aa 0a1b2c3d", "user shop", Optional.empty()),
                    Duration.ofSeconds(2)));
        });

        JsonNode migration = request(0).span("migrate");
        JsonNode wait = request(1).span("wait for migration");
        assertThat(seconds(wait)).isEqualTo(7);
        assertThat(wait.path("traceId")).isNotEqualTo(migration.path("traceId"));
        for (JsonNode waiting : List.of(wait, request(2).span("wait for migration"))) {
            assertThat(waiting.path("links")).hasSize(1);
            assertThat(waiting.path("links").get(0).path("traceId")).isEqualTo(migration.path("traceId"));
            assertThat(waiting.path("links").get(0).path("spanId")).isEqualTo(migration.path("spanId"));
        }
        assertThat(seconds(request(2).span("wait for migration"))).isEqualTo(2);
    }

    /** Covers a guard: it migrates, and later runs deferred scripts, perhaps several times. */
    @Test
    void furtherRunsOfAProcessHaveTracesOfTheirOwn() throws IOException {
        migrate();
        for (int attempt = 0; attempt < 2; attempt++) {
            time.tick(Duration.ofMinutes(1));
            run("orders-1_aa", true, telemetry -> {
                telemetry.onEvent(new RolloutEvent.WaitingForLeader("orders-2_bb", Optional.empty(), Duration.ZERO));
                telemetry.onEvent(new RolloutEvent.MigrationStarted(1));
                telemetry.onEvent(new RolloutEvent.MigrationSucceeded(1, "1", Duration.ZERO));
            });
        }

        assertThat(List.of(request(0), request(1), request(2)))
                .extracting(request -> request.span("migrate").path("traceId").asText())
                .doesNotHaveDuplicates();
        assertThat(OtlpRequest.attributes(request(1).span("migrate").path("attributes")))
                .containsEntry("init_migrator.run", "deferred");
        assertThat(request(1).span("wait for migration").path("links")).isEmpty();
    }

    @Test
    void startWithNothingToDoSendsNothing() {
        run("orders-1_aa", telemetry -> telemetry.onEvent(new RolloutEvent.SchemaCurrent("1")));

        assertThat(collector.reports()).isEmpty();
    }

    @Test
    void standardVariablesNameServiceResourceHeadersAndEndpoint() throws IOException {
        variables.put("OTEL_SERVICE_NAME", "orders");
        variables.put("OTEL_RESOURCE_ATTRIBUTES", "service.name=other, deployment.environment.name=a%20b,broken");
        variables.put("OTEL_EXPORTER_OTLP_HEADERS", "api-key=k%3D1+2,x-tenant=shop");
        migrate();
        variables.put("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.url() + "/custom");
        variables.put("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "api-key=other");
        migrate();

        assertThat(request(0).resource())
                .containsEntry("service.name", "orders")
                .containsEntry("deployment.environment.name", "a b")
                .containsEntry("k8s.pod.name", "orders-1")
                .containsEntry("k8s.namespace.name", "shop")
                .doesNotContainKey("broken");
        assertThat(collector.reports().get(0).path()).isEqualTo("/v1/traces");
        assertThat(collector.reports().get(0).headers())
                .containsEntry("api-key", "k=1+2")
                .containsEntry("x-tenant", "shop")
                .containsEntry("content-type", "application/json");
        assertThat(collector.reports().get(1).path()).isEqualTo("/custom");
        assertThat(collector.reports().get(1).headers()).containsEntry("api-key", "other");
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_SDK_DISABLED, true, 0",
        "OTEL_SDK_DISABLED, false, 1",
        "OTEL_TRACES_EXPORTER, none, 0",
        "OTEL_TRACES_EXPORTER, console, 0",
        "OTEL_TRACES_EXPORTER, 'console,otlp', 1",
        "OTEL_EXPORTER_OTLP_PROTOCOL, grpc, 0",
        "OTEL_EXPORTER_OTLP_PROTOCOL, http/json, 1",
        "OTEL_EXPORTER_OTLP_PROTOCOL, http/protobuf, 1",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, grpc, 0",
        "OTEL_EXPORTER_OTLP_ENDPOINT, collector:4318, 0",
        "OTEL_EXPORTER_OTLP_ENDPOINT, '://', 0"
    })
    void exportIsSwitchedByStandardVariables(String variable, String value, int requests) {
        variables.put(variable, value);

        migrate();

        assertThat(collector.reports()).hasSize(requests);
    }

    @Test
    void headerThatHttpForbidsIsNoFailure() {
        variables.put("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%0D%0AHost:%20evil");

        migrate();

        assertThat(collector.reports()).isEmpty();
    }

    private void migrate() {
        run("orders-1_aa", telemetry -> {
            telemetry.onEvent(new RolloutEvent.MigrationStarted(1));
            telemetry.onEvent(new RolloutEvent.MigrationSucceeded(1, "1", Duration.ZERO));
        });
    }

    private void run(String identity, Consumer<Telemetry> events) {
        run(identity, false, events);
    }

    private void run(String identity, boolean deferred, Consumer<Telemetry> events) {
        RolloutSource source = new RolloutSource(
                "shop",
                "init-migrator",
                identity.substring(0, identity.indexOf('_')),
                identity,
                "db/shop",
                "sha256:12",
                deferred);
        TelemetrySettings settings = new TelemetrySettings(Optional.empty(), variables);
        try (Telemetry telemetry = Telemetry.of(settings, source, text -> text.replace("s3cret-one", "****"), time)) {
            events.accept(telemetry);
        }
    }

    private OtlpRequest trace() throws IOException {
        assertThat(collector.reports()).hasSize(1);
        return request(0);
    }

    private OtlpRequest request(int number) throws IOException {
        return OtlpRequest.read(collector.reports().get(number).body());
    }

    private static double seconds(JsonNode span) {
        return (Long.parseLong(span.path("endTimeUnixNano").asText())
                        - Long.parseLong(span.path("startTimeUnixNano").asText()))
                / 1e9;
    }

    private static MigrationFailure failure(String sqlState, String message) {
        return new MigrationFailure("2", "V2__two.sql", 1, sqlState, message, 1, Instant.EPOCH);
    }
}
