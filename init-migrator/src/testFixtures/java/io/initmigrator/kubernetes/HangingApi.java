package io.initmigrator.kubernetes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Accepts one connection, sends the given beginning of an answer, then nothing more, and notices when the client disconnects. */
final class HangingApi implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final CompletableFuture<Socket> client = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    HangingApi(String... openingWords) throws IOException {
        Thread.ofVirtual().start(() -> serve(String.join("\r\n", openingWords)));
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    void awaitClient() throws Exception {
        client.get(5, TimeUnit.SECONDS);
    }

    boolean clientHasGone() throws InterruptedException, ExecutionException {
        try {
            gone.get(5, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Breaks the connection. */
    void cut() throws IOException {
        if (client.isDone()) {
            client.join().close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }

    private void serve(String openingWords) {
        try (Socket socket = server.accept()) {
            var in = socket.getInputStream();
            in.readNBytes(1);
            socket.getOutputStream().write(openingWords.getBytes(StandardCharsets.UTF_8));
            client.complete(socket);
            while (in.read() >= 0) {
                // Skips the rest of the request.
            }
            gone.complete(null);
        } catch (IOException e) {
            gone.complete(null);
        }
    }
}
