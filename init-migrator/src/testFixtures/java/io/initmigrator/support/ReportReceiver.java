package io.initmigrator.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Provides a server that records the requests posted to it, and answers as the test decides. */
public final class ReportReceiver implements AutoCloseable {

    /** Describes a request: its path with the query, its headers by lower-case name, and its body. */
    public record Report(String path, Map<String, String> headers, String body) {}

    /** Answers one request. */
    @FunctionalInterface
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private ReportReceiver(HttpServer server) {
        this.server = server;
    }

    public static ReportReceiver accepting() throws IOException {
        return answering(exchange -> exchange.sendResponseHeaders(200, -1));
    }

    /** Returns a server that accepts each request and never answers. */
    public static ReportReceiver hanging() throws IOException {
        return answering(exchange -> {
            try {
                Thread.sleep(Duration.ofMinutes(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    public static ReportReceiver answering(Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        ReportReceiver receiver = new ReportReceiver(server);
        server.setExecutor(receiver.threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                receiver.keep(exchange);
                // Said by the client only, it lets the JDK's server lose one of 500 connections that come directly
                // after another.
                exchange.getResponseHeaders().set("Connection", "close");
                answer.to(exchange);
            }
        });
        server.start();
        return receiver;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Report> reports() {
        return List.copyOf(reports);
    }

    private void keep(HttpExchange exchange) throws IOException {
        Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> header.getValue().getFirst()));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        reports.add(new Report(exchange.getRequestURI().toString(), headers, body));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
