package io.initmigrator.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Records every change of the objects in order, so that a watch can begin at any version. */
final class WatchLog {

    /** Describes one line of a watch. */
    record Event(long version, String collection, String name, String line) {}

    private final List<Event> events = new ArrayList<>();
    private long forgotten;
    private boolean closed;

    synchronized void add(String type, String path, JsonNode object) {
        JsonNode metadata = object.path("metadata");
        if (metadata.path("resourceVersion").asLong() <= newest()) {
            return; // a write that changed nothing
        }
        String name = metadata.path("name").asText();
        String line = "{\"type\":\"" + type + "\",\"object\":" + object + "}";
        events.add(new Event(metadata.path("resourceVersion").asLong(), collection(path, name), name, line));
        notifyAll();
    }

    /** Checks whether the events after {@code version} were discarded. */
    synchronized boolean hasForgotten(long version) {
        return version < forgotten;
    }

    /** Discards the past, as etcd's compaction does. */
    synchronized void compact() {
        forgotten = newest();
    }

    synchronized long newest() {
        return events.isEmpty() ? 0 : events.getLast().version();
    }

    /** Returns the events after {@code version}; waits for one, and returns an empty list after the timeout. */
    synchronized List<Event> after(long version, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (newest() <= version && !closed) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return List.of();
            }
            wait(millis);
        }
        return events.stream().filter(event -> event.version() > version).toList();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private static String collection(String path, String name) {
        String plain = path.replaceFirst("\\?.*", "");
        return plain.endsWith("/" + name) ? plain.substring(0, plain.length() - name.length() - 1) : plain;
    }
}
