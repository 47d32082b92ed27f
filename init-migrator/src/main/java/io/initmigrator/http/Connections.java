package io.initmigrator.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Open connections of one port, oldest first, limited in number and age. Thread-safe. */
final class Connections {

    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_PER_ADDRESS = 128;

    private final long maxAgeNanos;
    private final Map<Socket, Peer> open = new LinkedHashMap<>();

    /** @param since on the monotonic clock, in nanoseconds */
    private record Peer(InetAddress address, long since) {}

    /** @param maxAge longest time for a request and its response */
    Connections(Duration maxAge) {
        this.maxAgeNanos = maxAge.toNanos();
    }

    /** Adds a connection; over the limit closes the oldest one, first of the same address. */
    synchronized void add(Socket socket) {
        InetAddress address = socket.getInetAddress();
        List<Socket> ofAddress = open.entrySet().stream()
                .filter(entry -> entry.getValue().address().equals(address))
                .map(Map.Entry::getKey)
                .toList();
        if (ofAddress.size() >= MAX_PER_ADDRESS) {
            remove(ofAddress.getFirst());
        } else if (open.size() >= MAX_CONNECTIONS) {
            closeOldest();
        }
        open.put(socket, new Peer(address, System.nanoTime()));
    }

    synchronized void remove(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // The connection is gone anyway.
        }
    }

    synchronized void closeOldest() {
        open.keySet().stream().findFirst().ifPresent(this::remove);
    }

    synchronized void closeExpired() {
        long now = System.nanoTime();
        List<Socket> expired = open.entrySet().stream()
                .takeWhile(entry -> now - entry.getValue().since() >= maxAgeNanos)
                .map(Map.Entry::getKey)
                .toList();
        expired.forEach(this::remove);
    }

    synchronized void closeAll() {
        List.copyOf(open.keySet()).forEach(this::remove);
    }
}
