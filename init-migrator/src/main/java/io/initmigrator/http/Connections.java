package io.initmigrator.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The open connections of one port, the oldest first: never too many, and none for too long. Safe to use from several threads. */
final class Connections {

    private static final int MOST = 256;
    private static final int MOST_OF_ONE_ADDRESS = 128;

    /** For a request and its answer together. */
    private static final long LONGEST_NANOS = Duration.ofSeconds(10).toNanos();

    private final Map<Socket, Peer> open = new LinkedHashMap<>();

    /** @param since on the monotonic clock, in nanoseconds */
    private record Peer(InetAddress address, long since) {}

    /** Closes the oldest one, of the same address first, where this one is too many. */
    synchronized void add(Socket socket) {
        InetAddress address = socket.getInetAddress();
        List<Socket> ofAddress = open.entrySet().stream()
                .filter(entry -> entry.getValue().address().equals(address))
                .map(Map.Entry::getKey)
                .toList();
        if (ofAddress.size() >= MOST_OF_ONE_ADDRESS) {
            remove(ofAddress.getFirst());
        } else if (open.size() >= MOST) {
            closeOldest();
        }
        open.put(socket, new Peer(address, System.nanoTime()));
    }

    synchronized void remove(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
    }

    synchronized void closeOldest() {
        open.keySet().stream().findFirst().ifPresent(this::remove);
    }

    synchronized void closeExpired() {
        long now = System.nanoTime();
        List<Socket> expired = open.entrySet().stream()
                .takeWhile(entry -> now - entry.getValue().since() >= LONGEST_NANOS)
                .map(Map.Entry::getKey)
                .toList();
        expired.forEach(this::remove);
    }

    synchronized void closeAll() {
        List.copyOf(open.keySet()).forEach(this::remove);
    }
}
