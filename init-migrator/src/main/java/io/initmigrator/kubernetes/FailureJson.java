package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.initmigrator.schema.MigrationFailure;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code init-migrator.io/failure}. */
final class FailureJson {

    /** All annotations of an object together may take 256 KiB. */
    private static final int LONGEST_MESSAGE = 8_000;

    private FailureJson() {}

    static String write(MigrationFailure failure) {
        return Json.object()
                .put("version", failure.version())
                .put("script", failure.script())
                .put("line", failure.line())
                .put("sqlState", failure.sqlState())
                .put("message", shortened(failure.message()))
                .put("attempt", failure.attempt())
                .put("at", failure.at().toString())
                .toString();
    }

    /**
     * Reads what {@link #write} wrote. Text that is no such JSON is taken for the message, so that it is still shown, of a
     * failure so long ago that it holds nobody back.
     */
    static @Nullable MigrationFailure read(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        JsonNode json = Json.parse(text);
        return new MigrationFailure(
                Json.text(json, "version"),
                Objects.requireNonNullElse(Json.text(json, "script"), "unknown script"),
                Math.max(0, json.path("line").asInt()),
                Json.text(json, "sqlState"),
                Objects.requireNonNullElse(Json.text(json, "message"), text),
                Math.max(1, json.path("attempt").asInt()),
                Objects.requireNonNullElse(Json.instant(json, "at"), Instant.EPOCH));
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }
}
