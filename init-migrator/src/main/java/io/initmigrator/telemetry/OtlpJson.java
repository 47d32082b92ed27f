package io.initmigrator.telemetry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Spans as an {@code ExportTraceServiceRequest} of OTLP in JSON: ids in hexadecimal, 64-bit integers as strings, enumerations as
 * numbers.
 */
record OtlpJson(ReportText text) {

    private static final int KIND_INTERNAL = 1;
    private static final int STATUS_OK = 1;
    private static final int STATUS_ERROR = 2;

    String of(Map<String, String> resource, String traceId, List<Span> spans) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        ObjectNode resourceSpans = request.putArray("resourceSpans").addObject();
        attributes(resourceSpans.putObject("resource").putArray("attributes"), resource);
        ObjectNode scopeSpans = resourceSpans.putArray("scopeSpans").addObject();
        scopeSpans.putObject("scope").put("name", "io.initmigrator");
        ArrayNode array = scopeSpans.putArray("spans");
        spans.forEach(span -> write(span, traceId, array.addObject()));
        return request.toString();
    }

    private void write(Span span, String traceId, ObjectNode json) {
        json.put("traceId", traceId).put("spanId", span.id);
        if (span.parent != null) {
            json.put("parentSpanId", span.parent.id);
        }
        json.put("name", text.of(span.name))
                .put("kind", KIND_INTERNAL)
                .put("startTimeUnixNano", nanos(span.start))
                .put("endTimeUnixNano", nanos(span.end()));
        attributes(json.putArray("attributes"), span.attributes);
        ArrayNode events = json.putArray("events");
        span.events.forEach(event -> {
            ObjectNode one =
                    events.addObject().put("timeUnixNano", nanos(event.at())).put("name", event.name());
            attributes(one.putArray("attributes"), event.attributes());
        });
        ArrayNode links = json.putArray("links");
        span.links.forEach(
                link -> links.addObject().put("traceId", link.trace()).put("spanId", link.migration()));
        ObjectNode status = json.putObject("status");
        String error = span.error();
        if (error == null) {
            status.put("code", STATUS_OK);
        } else {
            status.put("code", STATUS_ERROR).put("message", text.of(error));
        }
    }

    private void attributes(ArrayNode array, Map<String, ?> attributes) {
        attributes.forEach((key, value) -> {
            ObjectNode typed = array.addObject().put("key", key).putObject("value");
            if (value instanceof Integer number) {
                typed.put("intValue", number.toString());
            } else {
                typed.put("stringValue", text.of(value.toString()));
            }
        });
    }

    private static String nanos(Instant at) {
        return Long.toString(Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano()));
    }
}
