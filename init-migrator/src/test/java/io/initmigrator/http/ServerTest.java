package io.initmigrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that probes are answered while other clients misuse the port. */
@Timeout(60)
class ServerTest {

    /** The kubelet's default timeout of a probe. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

    private static final int MANY = 2_000;

    private final Server server = Server.on(0);
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void serve() {
        server.serve(request -> request.isRead()
                ? Response.ok(request.path() + " " + request.accept().best("text/html", "text/plain"))
                : Response.readOnly());
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    @Test
    void probeIsAnsweredBesideIdleConnections() throws IOException {
        for (int i = 0; i < MANY; i++) {
            open();
        }

        assertThatProbesAreAnswered();
    }

    @Test
    void probeIsAnsweredBesideRequestsThatNeverEnd() throws IOException {
        for (int i = 0; i < MANY; i++) {
            send(open(), "GET /readyz HTTP/1.1\r\nX-Slow: ");
        }

        assertThatProbesAreAnswered();
    }

    @Test
    void probeIsAnsweredBesideHugeHeaders() throws IOException {
        for (int i = 0; i < 20; i++) {
            Socket socket = open();
            Thread.ofVirtual()
                    .start(() -> sendUntilClosed(
                            socket, "GET /readyz HTTP/1.1\r\nAccept: " + "text/html,".repeat(37_000) + "\r\n\r\n"));
        }

        assertThatProbesAreAnswered();
    }

    @Test
    void headOfARequestIsBounded() throws IOException {
        assertThat(ask("GET / HTTP/1.1\r\nAccept: " + "a".repeat(16_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(ask("GET / HTTP/1.1\r\nAccept: " + "a".repeat(17_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
    }

    @Test
    void requestThatNeverEndsIsClosed() throws IOException {
        try (Server shortLived = Server.on(0, Duration.ofMillis(100))) {
            shortLived.serve(request -> Response.readOnly());
            Socket socket = open(shortLived);
            send(socket, "GET / HTTP/1.1\r\n");

            socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, 200",
        "GET http://app.example/ HTTP/1.1, 200",
        "GET // HTTP/1.1, 200",
        "GET /%zz HTTP/1.1, 400",
        "GET, 400",
        "GET / HTTP/2.0, 400",
        "nonsense, 400",
        "POST / HTTP/1.1, 405"
    })
    void requestLineIsRead(String line, int code) throws IOException {
        assertThat(ask(line + "\r\nHost: app.example\r\n\r\n")).startsWith("HTTP/1.1 " + code + " ");
    }

    @Test
    void pathIsDecodedAndAcceptIsHeard() throws IOException {
        assertThat(ask("GET /a%20b?c=d HTTP/1.1\r\naCCept: text/plain\r\n\r\n"))
                .contains("Content-Length: 16\r\n", "Connection: close\r\n")
                .endsWith("\r\n\r\n/a b text/plain\n");
        assertThat(ask("GET //foo/livez HTTP/1.1\r\naccept: text/plain\r\n\r\n"))
                .endsWith("\r\n\r\n//foo/livez text/plain\n");
        assertThat(ask("HEAD / HTTP/1.1\r\n\r\n"))
                .contains("Content-Length: 12\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void answerArrivesThoughTheContentWasNotRead() throws IOException {
        assertThat(ask("POST / HTTP/1.1\r\nContent-Length: 50000\r\n\r\n" + "x".repeat(50_000)))
                .startsWith("HTTP/1.1 405 ");
    }

    private void assertThatProbesAreAnswered() throws IOException {
        for (int i = 0; i < 10; i++) {
            long begun = System.nanoTime();
            assertThat(ask("GET /readyz HTTP/1.1\r\nHost: pod\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PROBE_TIMEOUT);
        }
    }

    private Socket open() throws IOException {
        return open(server);
    }

    private Socket open(Server server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        try {
            OutputStream output = socket.getOutputStream();
            output.write(text.getBytes(StandardCharsets.US_ASCII));
            output.flush();
        } catch (SocketException closed) {
            // The connection was closed to make room for others.
        }
    }

    private static void sendUntilClosed(Socket socket, String text) {
        try {
            send(socket, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String ask(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
