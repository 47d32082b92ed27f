package io.initmigrator.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One POST of a JSON document, on a thread of its own that keeps no process alive. Not repeated, and a redirect is not followed:
 * the receiver would be another than the configured one.
 */
final class HttpPost {

    /** From the start of the request to its response. */
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(HttpPost.class);

    private final String failure;
    private final URI address;
    private final Map<String, String> headers;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final long startedAt = System.nanoTime();
    private final Thread thread;

    private HttpPost(String failure, URI address, Map<String, String> headers, byte[] body) {
        this.failure = failure;
        this.address = address;
        this.headers = headers;
        this.thread = Thread.ofPlatform().daemon().name("telemetry").unstarted(() -> post(body));
    }

    /**
     * Sends {@code json} asynchronously.
     *
     * @param failure the log line if it is not accepted
     */
    static HttpPost start(String failure, URI address, Map<String, String> headers, String json) {
        HttpPost post = new HttpPost(failure, address, headers, json.getBytes(StandardCharsets.UTF_8));
        post.thread.start();
        return post;
    }

    /** Waits for the response until {@link #TIMEOUT} has passed since the start; ends early if this thread is interrupted. */
    void await() {
        try {
            if (!thread.join(TIMEOUT.minusNanos(System.nanoTime() - startedAt))) {
                warn("no response within " + TIMEOUT.toSeconds() + " s");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void post(byte[] body) {
        try {
            int status = send(body);
            if (status >= 200 && status < 300) {
                ended.set(true);
            } else {
                warn("HTTP " + status);
            }
        } catch (SocketTimeoutException slow) {
            warn("no response within " + TIMEOUT.toSeconds() + " s");
        } catch (IOException e) {
            warn(e.toString());
        } catch (RuntimeException e) {
            // Such as a header that HTTP does not allow; its message may quote the value.
            warn(e.getClass().getName());
        }
    }

    private int send(byte[] body) throws IOException {
        URLConnection opened = address.toURL().openConnection();
        if (!(opened instanceof HttpURLConnection connection)) {
            throw new IOException("not an address of HTTP");
        }
        try {
            connection.setConnectTimeout((int) TIMEOUT.toMillis());
            connection.setReadTimeout((int) TIMEOUT.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            // Also keeps the JDK from repeating the request by itself.
            connection.setFixedLengthStreamingMode(body.length);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setRequestProperty("User-Agent", "init-migrator");
            connection.setRequestProperty("Connection", "close");
            headers.forEach(connection::setRequestProperty);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    /** Once: a response after the timeout is of no interest. */
    private void warn(String cause) {
        if (ended.compareAndSet(false, true)) {
            LOG.atWarn().addKeyValue("cause", cause).log(failure);
        }
    }
}
