package io.initmigrator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.support.LocalHttpServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class MaintenancePageTest {

    private final MaintenancePage page = MaintenancePage.of(Optional.empty());

    @TempDir
    private Path directory;

    @Test
    void browserGetsAPage() {
        Response response = page.response(AcceptHeader.parse("text/html,application/xhtml+xml,*/*;q=0.8"));

        assertThat(response.code()).isEqualTo(503);
        assertThat(response.contentType()).isEqualTo("text/html; charset=utf-8");
        assertThat(response.headers()).containsEntry("Retry-After", "10");
        assertThat(response.body()).contains("<h1>Back shortly</h1>");
    }

    @Test
    void programGetsJson() {
        Response response = page.response(AcceptHeader.parse("application/json"));

        assertThat(response.code()).isEqualTo(503);
        assertThat(response.contentType()).isEqualTo("application/json");
        assertThat(response.body()).isEqualTo("""
                {"status":503,"error":"Service Unavailable","message":"This service is being updated and will be back shortly.","retryAfterSeconds":10}
                """);
    }

    @Test
    void mountedFileTakesThePlaceOfThePage() throws Exception {
        Path file = Files.writeString(directory.resolve("page.html"), "<h1>Grüße</h1>");

        assertThat(MaintenancePage.of(Optional.of(file))
                        .response(AcceptHeader.parse(null))
                        .body())
                .isEqualTo("<h1>Grüße</h1>");
    }

    @Test
    void missingFileIsNamed() {
        Optional<Path> file = Optional.of(directory.resolve("page.html"));

        assertThatThrownBy(() -> MaintenancePage.of(file))
                .isInstanceOf(HttpSettingsException.class)
                .hasMessageContaining(file.get().toString())
                .hasMessageContaining("MIGRATOR_MAINTENANCE_PAGE");
    }

    @Test
    void everyMethodAndPathIsAnsweredAndTheConnectionClosed() throws Exception {
        try (Server server = Server.on(0)) {
            server.serve(request -> page.response(request.accept()));
            LocalHttpServer served = LocalHttpServer.on(server.port());

            HttpResponse<String> posted = served.send("POST", "/api/orders?id=1", "x".repeat(200_000));

            assertThat(posted.statusCode()).isEqualTo(503);
            assertThat(posted.headers().firstValue("Connection")).contains("close");
            assertThat(posted.headers().firstValue("Retry-After")).contains("10");
            assertThat(served.send("HEAD", "/", "").statusCode()).isEqualTo(503);
        }
    }
}
