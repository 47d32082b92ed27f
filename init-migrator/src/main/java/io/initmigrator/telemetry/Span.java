package io.initmigrator.telemetry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A span that is being recorded. Not thread-safe. */
final class Span {

    /** The limit that OpenTelemetry's SDKs have by default. */
    private static final int MAX_EVENTS = 128;

    final String id;
    final @Nullable Span parent;
    final String name;
    final Instant start;
    final Map<String, Object> attributes = new LinkedHashMap<>();
    final List<Event> events = new ArrayList<>();
    final Set<TraceIds> links = new LinkedHashSet<>();
    private @Nullable Instant end;
    private @Nullable String error;

    /**
     * A moment within a span.
     *
     * @param attributes text by name
     */
    record Event(Instant at, String name, Map<String, Object> attributes) {}

    Span(String id, @Nullable Span parent, String name, Instant start) {
        this.id = id;
        this.parent = parent;
        this.name = name;
        this.start = start;
    }

    void add(Event event) {
        if (events.size() < MAX_EVENTS) {
            events.add(event);
        }
    }

    void increment(String attribute) {
        attributes.merge(attribute, 1, (before, one) -> (int) before + (int) one);
    }

    /** Ends the span, once. */
    void end(Instant at) {
        if (end == null) {
            end = at;
        }
    }

    /** Ends the span with an error, once. */
    void fail(Instant at, String message) {
        if (end == null) {
            end = at;
            error = message;
        }
    }

    boolean isEnded() {
        return end != null;
    }

    /** Its start until it has ended. */
    Instant end() {
        return end == null ? start : end;
    }

    /** Null without an error. */
    @Nullable
    String error() {
        return error;
    }
}
