package io.initmigrator.http;

/**
 * What a client asks.
 *
 * @param path as it was sent, decoded, without the query
 */
public record Request(String method, String path, AcceptHeader accept) {

    /** Whether it only reads; what else it may be is nothing that a probe answers. */
    public boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
