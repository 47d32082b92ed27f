package io.initmigrator.logging;

import ch.qos.logback.core.encoder.JsonEscapeUtil;
import io.initmigrator.schema.Printable;

/** Escapes values for JSON as logback's encoder does, and makes them {@link Printable printable}. */
final class JsonEscape {

    private JsonEscape() {}

    static String escape(String text) {
        return Printable.json(JsonEscapeUtil.jsonEscapeString(text));
    }

    /** The same without escaping slashes, for human-readable output. */
    static String escapeLightly(String text) {
        return escape(text).replace("\\/", "/");
    }

    /** Numbers and booleans unquoted, anything else as a string. */
    static String value(Object value) {
        return value instanceof Number || value instanceof Boolean
                ? value.toString()
                : "\"" + escape(value.toString()) + "\"";
    }
}
