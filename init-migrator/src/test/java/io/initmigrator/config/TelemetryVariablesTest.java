package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.initmigrator.logging.SecretMasker;
import io.initmigrator.telemetry.TelemetrySettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryVariablesTest {

    private static final String WEBHOOK = "https://hooks.example.com/services/T0/B0/zuIcHhv";

    @TempDir
    private Path directory;

    @Test
    void withoutThemThereIsNoTelemetry() {
        assertThat(read(Map.of("OTEL_SERVICE_NAME", "orders", "MIGRATOR_WEBHOOK_URL", " "))
                        .telemetry())
                .isEmpty();
    }

    @Test
    void webhookIsASecretWhereverItComesFrom() throws IOException {
        Path file = Files.writeString(directory.resolve("webhook"), WEBHOOK + "\n");
        for (Map<String, String> variables : List.of(
                Map.of("MIGRATOR_WEBHOOK_URL", WEBHOOK), Map.of("MIGRATOR_WEBHOOK_URL_FILE", file.toString()))) {
            Settings settings = read(variables);

            assertThat(settings.telemetry().flatMap(TelemetrySettings::webhook)).contains(URI.create(WEBHOOK));
            assertThat(settings.effective()).containsEntry("MIGRATOR_WEBHOOK_URL", "****");
            assertThat(settings + " " + settings.telemetry()).doesNotContain("zuIcHhv");
            assertThat(new SecretMasker(settings.secrets()).mask("POST /services/T0/B0/zuIcHhv to " + WEBHOOK))
                    .isEqualTo("POST **** to ****");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hooks.example.com/zuIcHhv",
                "ftp://hooks.example.com/zuIcHhv",
                "https:///zuIcHhv",
                "https://me:zuIcHhv@hooks.example.com",
                "https://hooks.example.com/zu IcHhv"
            })
    void webhookThatIsNoUrlIsNotShown(String url) {
        SettingsException failure =
                catchThrowableOfType(SettingsException.class, () -> read(Map.of("MIGRATOR_WEBHOOK_URL", url)));

        assertThat(failure)
                .hasMessageContaining(
                        "MIGRATOR_WEBHOOK_URL is a value that is not shown; write an http:// or https:// URL");
        assertThat(failure.toString()).doesNotContain("IcHhv");
    }

    @Test
    void openTelemetryIsReadFromVariablesAndFiles() throws IOException {
        Path headers = Files.writeString(directory.resolve("headers"), "api-key=S3cretOfTheCollector,x-tenant=shop\n");
        Settings settings = read(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318",
                "OTEL_EXPORTER_OTLP_HEADERS_FILE", headers.toString(),
                "OTEL_LOG_LEVEL", "debug"));

        assertThat(settings.telemetry().orElseThrow().openTelemetry())
                .containsOnlyKeys("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS");
        assertThat(settings.secrets().get()).containsExactly("S3cretOfTheCollector");
    }

    private static Settings read(Map<String, String> variables) {
        Map<String, String> all = new TreeMap<>(variables);
        all.put("FLYWAY_URL", "jdbc:postgresql://db/orders");
        return SettingsReader.fromMap(all, "5f3a9c01");
    }
}
