package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.schema.BoundedText;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Printable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A migration failure as JSON: the annotation {@code init-migrator.io/failure}, and a part of the status. */
public final class FailureJson {

    /** The annotations of an object are limited to 256 KiB in total. */
    private static final int MAX_MESSAGE_LENGTH = 8_000;

    private static final int MAX_NAME_LENGTH = 500;

    /** Further attempts do not lengthen the backoff. */
    private static final int MAX_ATTEMPTS = 1_000;

    private FailureJson() {}

    static String write(MigrationFailure failure) {
        return Printable.json(of(failure).toString());
    }

    public static ObjectNode of(MigrationFailure failure) {
        return Json.object()
                .put("version", failure.version())
                .put("script", BoundedText.of(failure.script(), MAX_NAME_LENGTH))
                .put("line", failure.line())
                .put("sqlState", failure.sqlState())
                .put("message", BoundedText.of(failure.message(), MAX_MESSAGE_LENGTH))
                .put("attempt", failure.attempt())
                .put("at", failure.at().toString());
    }

    /**
     * Reads what {@link #write} wrote. Other text becomes the message of a failure too old to cause backoff, so that it is
     * still shown. Values out of bounds are ignored.
     */
    static @Nullable MigrationFailure read(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        JsonNode json = Json.parse(text);
        return new MigrationFailure(
                shortText(json, "version"),
                Objects.requireNonNullElse(shortText(json, "script"), "unknown script"),
                Json.number(json, "line", 0, Integer.MAX_VALUE),
                shortText(json, "sqlState"),
                BoundedText.of(Objects.requireNonNullElse(Json.text(json, "message"), text), MAX_MESSAGE_LENGTH),
                Math.min(Json.number(json, "attempt", 1, Integer.MAX_VALUE), MAX_ATTEMPTS),
                Objects.requireNonNullElse(Json.instant(json, "at"), Instant.EPOCH));
    }

    private static @Nullable String shortText(JsonNode json, String field) {
        String text = Json.text(json, field);
        return text == null ? null : BoundedText.of(text, MAX_NAME_LENGTH);
    }
}
