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
 * What the application's clients are told during a maintenance window: 503, when to come back, and why, as a page or as JSON.
 *
 * <p>Each answer closes its connection. A Service balances connections, not requests: one that is kept would lead here long
 * after the application is back.
 */
public final class MaintenancePage {

    private static final int RETRY_AFTER_SECONDS = 10;
    private static final Map<String, String> HEADERS =
            Map.of("Retry-After", String.valueOf(RETRY_AFTER_SECONDS), "Connection", "close", "Vary", "Accept");
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
     * Reads it, once.
     *
     * @param file instead of the one that comes along
     * @throws HttpSettingsException where that can't be read
     */
    public static MaintenancePage of(Optional<Path> file) {
        return new MaintenancePage(file.map(MaintenancePage::read).orElseGet(MaintenancePage::own));
    }

    /** The page, unless JSON is liked better. */
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
