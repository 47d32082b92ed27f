package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * fabric8's OkHttp client with cancellation (fabric8 7.8 ignores the cancellation of its futures, and closes the body of a
 * watch under its reader, at which OkHttp 5 throws "Unbalanced enter/exit") and a read timeout, so that a watch over a dead
 * network ends.
 */
final class CancellableOkHttp extends OkHttpClientFactory {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    /** Bytes. */
    static final long MAX_RESPONSE_BYTES = 4L << 20;

    /** Header that carries the handle through fabric8 to OkHttp; never sent. */
    private static final String HANDLE = "init-migrator-call";

    private final Map<String, Handle> handles = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /** Returns a handle for the call of {@code request}. */
    Handle handleOn(HttpRequest.Builder request) {
        var handle = new Handle(String.valueOf(last.incrementAndGet()));
        handles.put(handle.id, handle);
        request.setHeader(HANDLE, handle.id);
        return handle;
    }

    @Override
    protected void additionalConfig(OkHttpClient.Builder builder) {
        builder.readTimeout(READ_TIMEOUT)
                .addInterceptor(chain -> proceed(chain.call(), chain.request(), chain::proceed));
    }

    private Response proceed(Call call, Request request, Next next) throws IOException {
        Handle handle = handles.get(String.valueOf(request.header(HANDLE)));
        if (handle != null) {
            handle.attach(call, request.header("Authorization"));
        }
        Response response =
                next.proceed(request.newBuilder().removeHeader(HANDLE).build());
        return request.url().queryParameter("watch") == null ? bounded(response) : response;
    }

    /** Bounds memory: objects of the API server are far smaller. */
    private static Response bounded(Response response) throws IOException {
        if (response.peekBody(MAX_RESPONSE_BYTES + 1).contentLength() > MAX_RESPONSE_BYTES) {
            response.close();
            throw new IOException("an answer of more than " + (MAX_RESPONSE_BYTES >> 20) + " MiB");
        }
        return response;
    }

    private interface Next {
        Response proceed(Request request) throws IOException;
    }

    /** A call that has started or will start soon. */
    final class Handle implements AutoCloseable {

        private final String id;
        private @Nullable Call call;
        private String credentials = "";
        private boolean cancelled;
        private long begunAt;

        private Handle(String id) {
            this.id = id;
        }

        /** Cancels the call, from any thread; its connection is not reused. */
        synchronized void cancel() {
            cancelled = true;
            if (call != null) {
                call.cancel();
            }
        }

        /** How long after {@code start}, a value of {@link System#nanoTime}, the call began; empty if it has not. */
        synchronized Optional<Duration> begunAfter(long start) {
            return call == null ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, begunAt - start)));
        }

        /** Removes the credentials from a response that may repeat the request, as some proxies do. */
        synchronized String withoutCredentials(String text) {
            return credentials.isEmpty() ? text : text.replace(credentials, "****");
        }

        /** Releases the handle without cancelling the call; if cancelled before the start, only once the call would start. */
        @Override
        public synchronized void close() {
            if (call != null || !cancelled) {
                handles.remove(id);
            }
        }

        /** @param authorization the header: scheme, space, secret */
        private synchronized void attach(Call begun, @Nullable String authorization) {
            call = begun;
            begunAt = System.nanoTime();
            credentials = authorization == null
                    ? ""
                    : authorization.substring(authorization.indexOf(' ') + 1).strip();
            if (cancelled) {
                handles.remove(id);
                begun.cancel();
            }
        }
    }
}
