package io.initmigrator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.support.ReportReceiver;
import io.initmigrator.support.ReportReceiver.Report;
import io.initmigrator.time.ManualTime;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class WebhookTest {

    /** Two seconds, and a margin for a busy machine. */
    private static final Duration LONGEST = Duration.ofMillis(2_900);

    private static final RolloutSource SOURCE = new RolloutSource(
            "shop", "init-migrator", "orders-7d4-x2p", "orders-7d4-x2p_5f3a9c01", "db/shop", "sha256:12", false);

    private static final RolloutEvent SUCCEEDED =
            new RolloutEvent.MigrationSucceeded(3, "12", Duration.ofMillis(4_230));

    @Test
    void successIsPostedAsDocumented() throws IOException {
        try (ReportReceiver receiver = ReportReceiver.accepting()) {
            report(receiver.url() + "/services/T0/B0/x?team=1", SUCCEEDED);

            Report report = only(receiver);
            assertThat(report.path()).isEqualTo("/services/T0/B0/x?team=1");
            assertThat(report.headers()).containsEntry("content-type", "application/json");
            assertThat(json(report)).isEqualTo(example(0));
        }
    }

    @Test
    void failureIsPostedAsDocumented() throws IOException {
        try (ReportReceiver receiver = ReportReceiver.accepting()) {
            report(receiver.url(), new RolloutEvent.MigrationFailed(failure("column \"naem\" does not exist")));

            assertThat(json(only(receiver))).isEqualTo(example(1));
        }
    }

    @Test
    void refusalIsPostedAsDocumented() throws IOException {
        try (ReportReceiver receiver = ReportReceiver.accepting()) {
            report(
                    receiver.url(),
                    new RolloutEvent.BundleRefused(
                            new Problem("checksum mismatch of version 2", "restore the script")));

            assertThat(json(only(receiver))).isEqualTo(example(2));
        }
    }

    @Test
    void failureIsPostedWithCauseAndRemedyButWithoutSecrets() throws IOException {
        try (ReportReceiver receiver = ReportReceiver.accepting()) {
            report(
                    receiver.url(),
                    new RolloutEvent.MigrationFailed(failure("password \"s3cret-one\" <!channel> & more")));

            JsonNode json = json(only(receiver));
            assertThat(json.path("event").asText()).isEqualTo("migration-failed");
            assertThat(json.path("text").asText())
                    .isEqualTo("shop: db/shop failed to migrate: V3__x.sql, line 7, SQLSTATE 42703: password \"****\""
                            + " &lt;!channel&gt; &amp; more; correct the script and roll out the new bundle"
                            + " (orders-7d4-x2p)");
            assertThat(json.path("failure")).isEqualTo(new ObjectMapper().readTree("""
                    {"version": "3", "script": "V3__x.sql", "line": 7, "sqlState": "42703",
                     "message": "password \\"****\\" <!channel> & more",
                     "remedy": "correct the script and roll out the new bundle",
                     "attempt": 2, "at": "2026-01-01T00:00:01Z"}"""));
        }
    }

    @Test
    void nothingElseIsPosted() throws IOException {
        try (ReportReceiver receiver = ReportReceiver.accepting()) {
            report(
                    receiver.url(),
                    new RolloutEvent.SchemaCurrent("12"),
                    new RolloutEvent.WaitingForLeader("orders-2_aa", Optional.empty(), Duration.ZERO),
                    new RolloutEvent.MigrationStarted(3),
                    new RolloutEvent.MigrationRefused(new Problem("checksum mismatch", "restore the script")),
                    new RolloutEvent.LeaseRenewed());

            assertThat(receiver.reports()).isEmpty();
        }
    }

    @Test
    void serverThatNeverAnswersDelaysTheEndByTwoSeconds() throws IOException {
        try (ReportReceiver receiver = ReportReceiver.hanging()) {
            Instant started = Instant.now();

            report(receiver.url(), SUCCEEDED);

            assertThat(Duration.between(started, Instant.now())).isBetween(HttpPost.TIMEOUT, LONGEST);
            assertThat(receiver.reports()).hasSize(1);
        }
    }

    /** The trace of a follower is sent at the end, when the webhook may still be waited for. */
    @Test
    void webhookAndTracesThatAreNotAnsweredDelayTheEndByTwoSecondsTogether() throws IOException {
        try (ReportReceiver receiver = ReportReceiver.hanging()) {
            TelemetrySettings settings = new TelemetrySettings(
                    Optional.of(URI.create(receiver.url() + "/webhook")),
                    Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url()));
            Telemetry telemetry = Telemetry.of(settings, SOURCE, text -> text, new ManualTime());
            telemetry.onEvent(new RolloutEvent.WaitingForLeader("orders-2_aa", Optional.empty(), Duration.ZERO));
            telemetry.onEvent(new RolloutEvent.BundleRefused(new Problem("checksum mismatch", "restore the script")));
            Instant started = Instant.now();

            telemetry.close();

            assertThat(Duration.between(started, Instant.now())).isLessThan(LONGEST);
            assertThat(receiver.reports()).extracting(Report::path).containsExactlyInAnyOrder("/webhook", "/v1/traces");
        }
    }

    @Test
    void refusedConnectionIsNoFailure() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        Instant started = Instant.now();

        report("http://127.0.0.1:" + closed, SUCCEEDED);

        assertThat(Duration.between(started, Instant.now())).isLessThan(LONGEST);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 407, 500, 503})
    void rejectedReportIsNotRepeated(int status) throws IOException {
        try (ReportReceiver receiver = ReportReceiver.answering(exchange -> exchange.sendResponseHeaders(status, -1))) {
            report(receiver.url(), SUCCEEDED);

            assertThat(receiver.reports()).hasSize(1);
        }
    }

    /** Prevents the document from reaching a server that is not configured. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectIsNotFollowed(int status) throws IOException {
        try (ReportReceiver other = ReportReceiver.accepting();
                ReportReceiver receiver = ReportReceiver.answering(exchange -> {
                    exchange.getResponseHeaders().add("Location", other.url());
                    exchange.sendResponseHeaders(status, -1);
                })) {
            report(receiver.url(), SUCCEEDED);

            assertThat(receiver.reports()).hasSize(1);
            assertThat(other.reports()).isEmpty();
        }
    }

    @Test
    void connectionThatIsClosedWithoutAnAnswerIsNotRepeated() throws IOException {
        try (ReportReceiver receiver = ReportReceiver.answering(exchange -> {
            throw new IOException("closed");
        })) {
            report(receiver.url(), SUCCEEDED);

            assertThat(receiver.reports()).hasSize(1);
        }
    }

    private static void report(String url, RolloutEvent... events) {
        TelemetrySettings settings = new TelemetrySettings(Optional.of(URI.create(url)), Map.of());
        try (Telemetry telemetry =
                Telemetry.of(settings, SOURCE, text -> text.replace("s3cret-one", "****"), new ManualTime())) {
            List.of(events).forEach(telemetry::onEvent);
        }
    }

    private static MigrationFailure failure(String message) {
        return new MigrationFailure("3", "V3__x.sql", 7, "42703", message, 2, Instant.parse("2026-01-01T00:00:01Z"));
    }

    /** Returns an example from docs/monitoring.md. */
    private static JsonNode example(int number) throws IOException {
        String document = Files.readString(Path.of("docs/monitoring.md"));
        List<String> examples = Pattern.compile("(?ms)^```json\n(.*?)^```$")
                .matcher(document)
                .results()
                .map(example -> example.group(1))
                .toList();
        return new ObjectMapper().readTree(examples.get(number));
    }

    private static Report only(ReportReceiver receiver) {
        assertThat(receiver.reports()).hasSize(1);
        return receiver.reports().getFirst();
    }

    private static JsonNode json(Report report) throws IOException {
        return new ObjectMapper().readTree(report.body());
    }
}
