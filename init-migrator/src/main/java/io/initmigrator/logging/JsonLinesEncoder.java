package io.initmigrator.logging;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/** Writes one JSON object per line with logback's encoder, each fact as its own field. */
final class JsonLinesEncoder extends JsonEncoder {

    JsonLinesEncoder() {
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
        append(line, "message", event.getFormattedMessage());
        List<KeyValuePair> facts = event.getKeyValuePairs();
        if (facts != null) {
            facts.forEach(
                    fact -> append(line, fact.key, String.valueOf(fact.value).isEmpty() ? "" : fact.value));
        }
    }

    private static void append(StringBuilder line, String name, Object value) {
        line.append(",\"").append(JsonEscape.escape(name)).append("\":").append(JsonEscape.value(value));
    }
}
