package io.initmigrator.http;

import io.initmigrator.schema.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A response to a client.
 *
 * @param headers besides {@code Content-Type} and {@code Content-Length}
 */
public record Response(int code, String contentType, String body, Map<String, String> headers) {

    private static final String PLAIN = "text/plain; charset=utf-8";

    public Response {
        headers = Map.copyOf(headers);
    }

    public static Response ok(String sentence) {
        return plain(200, sentence);
    }

    public static Response unavailable(String sentence) {
        return plain(503, sentence);
    }

    public static Response notFound(String sentence) {
        return plain(404, sentence);
    }

    public static Response readOnly() {
        return new Response(405, PLAIN, "only GET and HEAD\n", Map.of("Allow", "GET, HEAD"));
    }

    static Response refused(int code, String sentence) {
        return plain(code, sentence);
    }

    private static Response plain(int code, String sentence) {
        return new Response(code, PLAIN, Printable.line(sentence) + "\n", Map.of());
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
