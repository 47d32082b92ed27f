package io.initmigrator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * Reads an {@code ExportTraceServiceRequest}, and checks it against the JSON encoding of opentelemetry-proto: field names in lower camel
 * case, ids in hexadecimal, 64-bit integers as strings, enumerations as numbers.
 */
public record OtlpRequest(Map<String, String> resource, List<JsonNode> spans) {

    private static final Set<String> SPAN = Set.of(
            "traceId",
            "spanId",
            "traceState",
            "parentSpanId",
            "flags",
            "name",
            "kind",
            "startTimeUnixNano",
            "endTimeUnixNano",
            "attributes",
            "droppedAttributesCount",
            "events",
            "droppedEventsCount",
            "links",
            "droppedLinksCount",
            "status");

    /** Parses {@code body}; fails if it is not a valid request. */
    public static OtlpRequest read(String body) throws IOException {
        JsonNode request = new ObjectMapper().readTree(body);
        onlyHas(request, Set.of("resourceSpans"));
        assertThat(request.path("resourceSpans")).hasSize(1);
        JsonNode resourceSpans = request.path("resourceSpans").get(0);
        onlyHas(resourceSpans, Set.of("resource", "scopeSpans", "schemaUrl"));
        onlyHas(resourceSpans.path("resource"), Set.of("attributes", "droppedAttributesCount"));
        List<JsonNode> spans = new ArrayList<>();
        for (JsonNode scopeSpans : resourceSpans.path("scopeSpans")) {
            onlyHas(scopeSpans, Set.of("scope", "spans", "schemaUrl"));
            onlyHas(scopeSpans.path("scope"), Set.of("name", "version", "attributes", "droppedAttributesCount"));
            scopeSpans.path("spans").forEach(span -> spans.add(checked(span)));
        }
        assertThat(spans).isNotEmpty();
        assertThat(spans.stream().map(span -> span.path("spanId").asText())).doesNotHaveDuplicates();
        return new OtlpRequest(attributes(resourceSpans.path("resource").path("attributes")), List.copyOf(spans));
    }

    /** Returns the span of that name. */
    public JsonNode span(String name) {
        List<JsonNode> found = spans.stream()
                .filter(span -> span.path("name").asText().equals(name))
                .toList();
        assertThat(found).as("spans named %s", name).hasSize(1);
        return found.getFirst();
    }

    /** Returns the attributes by key, numbers as text. */
    public static Map<String, String> attributes(JsonNode array) {
        Map<String, String> attributes = new TreeMap<>();
        for (JsonNode attribute : array) {
            onlyHas(attribute, Set.of("key", "value"));
            JsonNode value = attribute.path("value");
            assertThat(value).as("one value of %s", attribute).hasSize(1);
            onlyHas(value, Set.of("stringValue", "intValue", "boolValue", "doubleValue"));
            JsonNode text = value.elements().next();
            assertThat(value.has("intValue") ? text.isTextual() : true)
                    .as("%s", attribute)
                    .isTrue();
            String key = attribute.path("key").asText();
            assertThat(key).isNotEmpty();
            assertThat(attributes.put(key, text.asText())).as("another %s", key).isNull();
        }
        return attributes;
    }

    private static JsonNode checked(JsonNode span) {
        onlyHas(span, SPAN);
        hasIds(span);
        if (span.has("parentSpanId")) {
            assertThat(span.path("parentSpanId").asText()).matches("[0-9a-f]{16}");
        }
        assertThat(span.path("name").asText()).isNotEmpty();
        assertThat(span.path("kind").isInt()).isTrue();
        assertThat(span.path("kind").asInt()).isBetween(1, 5);
        assertThat(nanos(span, "endTimeUnixNano")).isGreaterThanOrEqualTo(nanos(span, "startTimeUnixNano"));
        attributes(span.path("attributes"));
        for (JsonNode event : span.path("events")) {
            onlyHas(event, Set.of("timeUnixNano", "name", "attributes", "droppedAttributesCount"));
            assertThat(nanos(event, "timeUnixNano"))
                    .isBetween(nanos(span, "startTimeUnixNano"), nanos(span, "endTimeUnixNano"));
            attributes(event.path("attributes"));
        }
        for (JsonNode link : span.path("links")) {
            onlyHas(link, Set.of("traceId", "spanId", "traceState", "attributes", "droppedAttributesCount", "flags"));
            hasIds(link);
        }
        onlyHas(span.path("status"), Set.of("code", "message"));
        assertThat(span.path("status").path("code").asInt(-1)).isBetween(0, 2);
        return span;
    }

    private static void hasIds(JsonNode spanOrLink) {
        assertThat(spanOrLink.path("traceId").asText()).matches("[0-9a-f]{32}").matches(".*[1-9a-f].*");
        assertThat(spanOrLink.path("spanId").asText()).matches("[0-9a-f]{16}").matches(".*[1-9a-f].*");
    }

    private static long nanos(JsonNode json, String field) {
        assertThat(json.path(field).isTextual()).as("%s is a string", field).isTrue();
        return Long.parseUnsignedLong(json.path(field).asText());
    }

    private static void onlyHas(JsonNode json, Set<String> fields) {
        assertThat(json.isObject()).as("%s", json).isTrue();
        Iterable<String> names = json::fieldNames;
        assertThat(new HashSet<>(
                        StreamSupport.stream(names.spliterator(), false).toList()))
                .isSubsetOf(fields);
    }
}
