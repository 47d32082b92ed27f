package io.initmigrator.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Tolerant access to JSON that others may have edited: unreadable values count as absent. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The API server's MicroTime requires exactly six digits. */
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Json() {}

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Removes nulls, which the API server would store as empty annotations. */
    static ObjectNode withoutNulls(ObjectNode object) {
        object.removeIf(JsonNode::isNull);
        for (JsonNode value : object) {
            if (value instanceof ObjectNode child) {
                withoutNulls(child);
            }
        }
        return object;
    }

    /** The text of a field; null if absent. */
    static @Nullable String text(JsonNode parent, String field) {
        JsonNode value = parent.path(field);
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }

    /** A number within bounds; {@code least} if absent or out of bounds. */
    static int number(JsonNode parent, String field, int least, int most) {
        JsonNode value = parent.path(field);
        boolean valid = value.canConvertToInt() && value.intValue() >= least && value.intValue() <= most;
        return valid ? value.intValue() : least;
    }

    static String microTime(Instant time) {
        return MICRO_TIME.format(time);
    }

    static @Nullable Instant instant(JsonNode parent, String field) {
        String text = text(parent, field);
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
