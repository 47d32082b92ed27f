package io.initmigrator.support;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Queries the HTTP server of a process on this machine. */
public final class LocalHttpServer {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final int port;

    private LocalHttpServer(int port) {
        this.port = port;
    }

    /** Reserves a free port for a process that the test starts later. */
    public static LocalHttpServer onFreePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return new LocalHttpServer(socket.getLocalPort());
        }
    }

    /** Queries a port on which a server already listens. */
    public static LocalHttpServer on(int port) {
        return new LocalHttpServer(port);
    }

    public int port() {
        return port;
    }

    public HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(
                request(path).method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** Sends a GET request; {@code headers} are pairs of name and value. */
    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        return CLIENT.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    public int code(String path) throws IOException, InterruptedException {
        return get(path).statusCode();
    }

    /** Repeats the request until the answer fits, as the kubelet probes. A refused connection counts as no answer. */
    public HttpResponse<String> await(String path, Predicate<HttpResponse<String>> isIt, Duration timeout)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                HttpResponse<String> answer = get(path);
                if (isIt.test(answer)) {
                    return answer;
                }
                failAfter(end, path + " answers " + answer.statusCode() + ": " + answer.body());
            } catch (ConnectException e) {
                failAfter(end, "connection refused on port " + port);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Waits for a status code. */
    public HttpResponse<String> await(String path, int code, Duration timeout)
            throws IOException, InterruptedException {
        return await(path, answer -> answer.statusCode() == code, timeout);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }

    private static void failAfter(long end, String problem) {
        if (System.nanoTime() > end) {
            throw new AssertionError(problem);
        }
    }
}
