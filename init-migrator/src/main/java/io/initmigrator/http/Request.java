package io.initmigrator.http;

/**
 * A client's request.
 *
 * @param path decoded, without the query
 */
public record Request(String method, String path, AcceptHeader accept) {

    /** True for GET and HEAD. */
    public boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
