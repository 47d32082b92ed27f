package io.initmigrator.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.initmigrator.support.StrictCrud.Answer;
import io.initmigrator.support.WatchLog.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Simulates a Kubernetes API for demos and tests of several processes: fabric8's mock in CRUD mode with the corrections of {@link
 * StrictCrud}, over plain HTTP on a loopback port. Permits every request.
 *
 * <p>{@code GET /requests} returns the number of requests so far, a line for each verb and path; {@code POST /compact} makes watches from
 * older versions expire; {@code POST /answer?lease=NAME&code=429} answers every request for that Lease with that status (410: only watches
 * of it) until the code 0 is sent.
 */
public final class MockKubernetesApi implements AutoCloseable {

    private static final Duration MAX_WATCH = Duration.ofMinutes(5);
    private static final int GONE = 410;
    private static final Duration HEARTBEAT = Duration.ofMillis(500);

    private final WatchLog log = new WatchLog();
    private final StrictCrud crud = new StrictCrud(log);
    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private MockKubernetesApi(HttpServer server) {
        this.server = server;
    }

    /** Runs {@code MockKubernetesApi KUBECONFIG [--until-eof]}: writes the kubeconfig, prints {@code ready}, runs until SIGTERM. */
    public static void main(String[] args) throws Exception {
        var api = start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            api.close();
            System.out.print(api.requests());
            System.out.flush();
        }));
        Files.writeString(Path.of(args[0]), api.kubeconfig("default"));
        System.out.println("ready");
        if (Arrays.asList(args).contains("--until-eof")) {
            System.in.transferTo(OutputStream.nullOutputStream());
        } else {
            new CountDownLatch(1).await();
        }
    }

    public static MockKubernetesApi start() throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var api = new MockKubernetesApi(HttpServer.create(address, 512));
        api.server.setExecutor(api.threads);
        api.server.createContext("/", api::handle);
        api.server.start();
        return api;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the content of a file for {@code KUBECONFIG}, as JSON, which is valid YAML. */
    public String kubeconfig(String namespace) {
        return """
                {"apiVersion": "v1", "kind": "Config", "current-context": "mock",
                 "clusters": [{"name": "mock", "cluster": {"server": "%s"}}],
                 "users": [{"name": "mock", "user": {}}],
                 "contexts": [{"name": "mock", "context": {"cluster": "mock", "user": "mock", "namespace": "%s"}}]}
                """.formatted(url(), namespace);
    }

    /** Sends a request as an administrator, and returns the body of the answer. */
    public String request(String method, String path, String body) {
        return crud.answer(method, path, "application/merge-patch+json", body).body();
    }

    /** Makes watches from older versions expire. */
    public void compact() {
        log.compact();
    }

    /** Returns verb, path and count, one line each. */
    public String requests() {
        return requests.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** Returns the number of requests whose line, such as {@code "GET /path "}, begins with {@code start}. */
    public long requests(String start) {
        return requests.entrySet().stream()
                .filter(entry -> (entry.getKey() + " ").startsWith(start))
                .mapToLong(entry -> entry.getValue().longValue())
                .sum();
    }

    @Override
    public void close() {
        log.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/requests" -> send(exchange, new Answer(200, requests()));
                case "/compact" -> {
                    compact();
                    send(exchange, new Answer(200, ""));
                }
                case "/answer" -> {
                    URI uri = exchange.getRequestURI();
                    failures.put(query(uri, "lease"), Integer.parseInt(query(uri, "code")));
                    send(exchange, new Answer(200, ""));
                }
                default -> handleObject(exchange);
            }
        }
    }

    private void handleObject(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        boolean isWatch = "true".equals(query(uri, "watch"));
        String verb = isWatch ? "WATCH" : exchange.getRequestMethod();
        requests.computeIfAbsent(verb + " " + uri.getPath(), _ -> new LongAdder())
                .increment();
        int failure = failures.getOrDefault(nameOf(uri), 0);
        if (failure != 0 && (isWatch || failure != GONE)) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            send(exchange, StrictCrud.status(failure, "Trouble", "answer requested by the test"));
        } else if (isWatch) {
            watch(exchange);
        } else {
            String type =
                    Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Content-Type"), "");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            send(exchange, crud.answer(exchange.getRequestMethod(), uri.toString(), type, body));
        }
    }

    private void watch(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        String name = selected(uri);
        String version = query(uri, "resourceVersion");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.flush();
            if (log.hasForgotten(version.isEmpty() ? 0 : Long.parseLong(version))) {
                String gone = StrictCrud.status(410, "Expired", "too old resource version: " + version)
                        .body();
                out.write(line("{\"type\":\"ERROR\",\"object\":" + gone + "}"));
            } else {
                tell(out, uri.getPath(), name, version.isEmpty() ? 0 : Long.parseLong(version));
            }
        }
    }

    private void tell(OutputStream out, String collection, String name, long from) throws IOException {
        long end = System.nanoTime() + MAX_WATCH.toNanos();
        long told = from;
        try {
            while (System.nanoTime() < end && !log.isClosed()) {
                for (Event event : log.after(told, HEARTBEAT)) {
                    told = event.version();
                    if (event.collection().equals(collection)
                            && (name.isEmpty() || event.name().equals(name))) {
                        out.write(line(event.line()));
                        out.flush();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String nameOf(URI uri) {
        String selected = selected(uri);
        return selected.isEmpty() ? uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1) : selected;
    }

    private static String selected(URI uri) {
        String selector = query(uri, "fieldSelector");
        return selector.startsWith("metadata.name=") ? selector.substring("metadata.name=".length()) : "";
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.code(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String query(URI uri, String parameter) {
        for (String pair : Objects.requireNonNullElse(uri.getRawQuery(), "").split("&", -1)) {
            if (pair.startsWith(parameter + "=")) {
                return URLDecoder.decode(pair.substring(parameter.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }
}
