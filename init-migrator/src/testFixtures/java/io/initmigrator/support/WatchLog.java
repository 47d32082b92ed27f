package io.initmigrator.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Everything that ever happened to the objects, in order, for watches to be told from any version on. */
final class WatchLog {

    /** One line of a watch. */
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

    /** Whether what came after {@code version} is no longer known. */
    synchronized boolean hasForgotten(long version) {
        return version < forgotten;
    }

    /** Forgets the past, as etcd's compaction does. */
    synchronized void compact() {
        forgotten = newest();
    }

    synchronized long newest() {
        return events.isEmpty() ? 0 : events.getLast().version();
    }

    /** What came after {@code version}; waits for something to come, and returns an empty list if nothing does. */
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
