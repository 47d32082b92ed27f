package io.initmigrator.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Response to the application's clients during maintenance: 503 with {@code Retry-After} and a reason, as a page or as JSON.
 *
 * <p>Each response closes its connection: a Service balances connections, not requests, so a kept one would lead here long after
 * the application is back.
 */
public final class MaintenancePage {

    private static final int RETRY_AFTER_SECONDS = 10;
    private static final Map<String, String> HEADERS =
            Map.of("Retry-After", String.valueOf(RETRY_AFTER_SECONDS), "Vary", "Accept");
    private static final String JSON = """
            {"status":503,"error":"Service Unavailable","message":"This service is being updated and will be back shortly.",\
            "retryAfterSeconds":%d}
            """.formatted(RETRY_AFTER_SECONDS);

    private final Response page;
    private final Response json;

    private MaintenancePage(String html) {
        this.page = new Response(503, "text/html; charset=utf-8", html, HEADERS);
        this.json = new Response(503, "application/json", JSON, HEADERS);
    }

    /**
     * Reads the page once.
     *
     * @param file instead of the built-in page
     * @throws HttpSettingsException if it cannot be read
     */
    public static MaintenancePage of(Optional<Path> file) {
        return new MaintenancePage(file.map(MaintenancePage::read).orElseGet(MaintenancePage::own));
    }

    /** The page, unless JSON is preferred. */
    public Response response(AcceptHeader accept) {
        return accept.best("text/html", "application/json").equals("application/json") ? json : page;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw HttpSettingsException.ofPage(file, e);
        }
    }

    private static String own() {
        try (InputStream page = MaintenancePage.class.getResourceAsStream("maintenance.html")) {
            if (page == null) {
                throw new IllegalStateException("maintenance.html was not packaged");
            }
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
