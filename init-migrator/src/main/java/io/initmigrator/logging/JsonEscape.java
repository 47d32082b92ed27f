package io.initmigrator.logging;

import ch.qos.logback.core.encoder.JsonEscapeUtil;

/** Values in JSON, escaped as logback's own encoder does, and so that they can be {@link Printable printed}. */
final class JsonEscape {

    private JsonEscape() {}

    static String escape(String text) {
        return Printable.json(JsonEscapeUtil.jsonEscapeString(text));
    }

    /** The same without the needless escape of a slash, for people. */
    static String escapeLightly(String text) {
        return escape(text).replace("\\/", "/");
    }

    /** Numbers and truth values bare, anything else as a string. */
    static String value(Object value) {
        return value instanceof Number || value instanceof Boolean
                ? value.toString()
                : "\"" + escape(value.toString()) + "\"";
    }
}
