package io.initmigrator.logging;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.initmigrator.schema.Printable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** Writes one JSON object per line with logback's encoder, each fact as its own field. */
final class JsonLinesEncoder extends JsonEncoder {

    private final SecretMasker masker;

    /** @param masker applied before a text is truncated */
    JsonLinesEncoder(SecretMasker masker) {
        this.masker = masker;
        setWithSequenceNumber(false);
        setWithNanoseconds(false);
        setWithContext(false);
        setWithMarkers(false);
        setWithMDC(false);
        setWithArguments(false);
        setWithMessage(false);
        setWithKVPList(false);
    }

    /** Covers what logback writes itself, such as exception messages. */
    @Override
    public byte[] encode(ILoggingEvent event) {
        String json = new String(super.encode(event), StandardCharsets.UTF_8);
        return Printable.json(json).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected void appendCustomFields(StringBuilder line, ILoggingEvent event) {
        append(line, "message", bounded(event.getFormattedMessage()));
        List<KeyValuePair> facts = event.getKeyValuePairs();
        if (facts != null) {
            facts.forEach(fact ->
                    append(line, fact.key, isPlain(fact.value) ? fact.value : bounded(String.valueOf(fact.value))));
        }
    }

    @Override
    protected void appendThrowableProxy(
            StringBuilder line, @Nullable String name, @Nullable IThrowableProxy thrown, boolean named) {
        super.appendThrowableProxy(line, name, thrown == null ? null : new BoundedThrowable(thrown, masker), named);
    }

    private static boolean isPlain(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    private String bounded(String text) {
        return text.length() <= MaskingEncoder.MAX_TEXT_LENGTH
                ? text
                : masker.mask(text, MaskingEncoder.MAX_TEXT_LENGTH);
    }

    private static void append(StringBuilder line, String name, Object value) {
        line.append(",\"").append(JsonEscape.escape(name)).append("\":").append(JsonEscape.value(value));
    }
}
