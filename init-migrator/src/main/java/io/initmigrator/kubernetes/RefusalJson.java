package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.core.Identity;
import io.initmigrator.schema.BoundedText;
import io.initmigrator.schema.Printable;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Refusal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A refusal as JSON: the annotation {@code init-migrator.io/refusal}, and a part of the status. */
public final class RefusalJson {

    private static final int MAX_TEXT_LENGTH = 8_000;

    private RefusalJson() {}

    static String write(Refusal refusal) {
        return Printable.json(of(refusal).toString());
    }

    public static ObjectNode of(Refusal refusal) {
        return Json.object()
                .put("cause", BoundedText.of(refusal.problem().reason(), MAX_TEXT_LENGTH))
                .put("remedy", BoundedText.of(refusal.problem().remedy(), MAX_TEXT_LENGTH))
                .put("by", refusal.by())
                .put("at", refusal.at().toString());
    }

    /** Reads what {@link #write} wrote. Other text becomes the cause of a refusal too old to be shared, so that it is still shown. */
    static @Nullable Refusal read(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        JsonNode json = Json.parse(text);
        String by = Objects.requireNonNullElse(Json.text(json, "by"), "");
        return new Refusal(
                new Problem(
                        BoundedText.of(Objects.requireNonNullElse(Json.text(json, "cause"), text), MAX_TEXT_LENGTH),
                        BoundedText.of(Objects.requireNonNullElse(Json.text(json, "remedy"), ""), MAX_TEXT_LENGTH)),
                Identity.isValid(by) ? by : "",
                Objects.requireNonNullElse(Json.instant(json, "at"), Instant.EPOCH));
    }
}
