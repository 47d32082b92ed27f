package io.initmigrator.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, after which the connection closes (HTTP/1.1 with {@code Connection: close}, RFC 9112). The head
 * of a request is bounded, and its content is ignored.
 */
final class Exchange {

    private static final int MAX_HEAD_BYTES = 16 * 1024;

    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;

    Exchange(Socket socket) {
        this.socket = socket;
    }

    void carryOut(Function<Request, Response> responder) throws IOException {
        socket.setTcpNoDelay(true);
        Optional<String> head = readHead(socket.getInputStream());
        if (head.isEmpty()) {
            return;
        }
        Optional<Request> request = parse(head.get());
        boolean isHead = request.filter(it -> it.method().equals("HEAD")).isPresent();
        write(socket.getOutputStream(), request.map(responder).orElseGet(() -> refusal(head.get())), isHead);
        socket.shutdownOutput();
        drain(socket.getInputStream());
    }

    /** Reads up to the empty line or the limit; empty if the client closed before. */
    private static Optional<String> readHead(InputStream input) throws IOException {
        byte[] bytes = new byte[1024];
        int length = 0;
        while (length < MAX_HEAD_BYTES) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(2 * length, MAX_HEAD_BYTES));
            }
            int read = input.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return Optional.empty();
            }
            int searched = Math.max(0, length - END_OF_HEAD.length);
            length += read;
            int end = endOfHead(bytes, searched, length);
            if (end >= 0) {
                return Optional.of(new String(bytes, 0, end, StandardCharsets.ISO_8859_1));
            }
        }
        return Optional.of(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    }

    private static int endOfHead(byte[] bytes, int from, int to) {
        for (int i = from; i + END_OF_HEAD.length <= to; i++) {
            if (Arrays.equals(bytes, i, i + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<Request> parse(String head) {
        String[] lines = head.split("\r\n", -1);
        String[] words = lines[0].split(" ", -1);
        if (head.length() >= MAX_HEAD_BYTES || words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            return Optional.empty();
        }
        try {
            // By itself, //foo/livez would be the path /livez of the host foo.
            String path = new URI(words[1].startsWith("/") ? "http://localhost" + words[1] : words[1]).getPath();
            return path == null
                    ? Optional.empty()
                    : Optional.of(new Request(words[0], path, AcceptHeader.parse(header(lines, "accept:"))));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String header(String[] lines, String name) {
        for (int i = 1; i < lines.length; i++) {
            if (lines[i].regionMatches(true, 0, name, 0, name.length())) {
                return lines[i].substring(name.length()).strip();
            }
        }
        return null;
    }

    private static Response refusal(String head) {
        return head.length() >= MAX_HEAD_BYTES
                ? Response.refused(431, "the head of a request may have " + MAX_HEAD_BYTES + " bytes")
                : Response.refused(400, "this is not a request of HTTP/1.1");
    }

    private static void write(OutputStream output, Response response, boolean withoutBody) throws IOException {
        byte[] body = response.bytes();
        StringBuilder head = new StringBuilder("HTTP/1.1 " + response.code() + " \r\n");
        append(head, "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        append(head, "Connection", "close");
        append(head, "Content-Type", response.contentType());
        append(head, "Content-Length", String.valueOf(body.length));
        append(head, "Cache-Control", "no-store");
        response.headers().forEach((name, value) -> append(head, name, value));
        output.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!withoutBody) {
            output.write(body);
        }
        output.flush();
    }

    private static void append(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    /** Reads until the client closes, or the time of the exchange is over: a close with unread content would discard the response. */
    private static void drain(InputStream input) throws IOException {
        byte[] bytes = new byte[1024];
        while (input.read(bytes) >= 0) {
            // Ignored.
        }
    }
}
