package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * fabric8's OkHttp, with two things that it lacks: a call can be cancelled (fabric8 7.8 drops the cancellation of what it
 * returns, and closes the body of a watch under its reader, which OkHttp 5 answers with "Unbalanced enter/exit"), and one on
 * which nothing comes ends by itself, so that a watch whose network died without a word does not stay for ever.
 */
final class CancellableOkHttp extends OkHttpClientFactory {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    /** Bytes. */
    static final long LONGEST_ANSWER = 4L << 20;

    /** The only thing that fabric8 passes through to OkHttp; never sent. */
    private static final String HANDLE = "init-migrator-call";

    private final Map<String, Handle> handles = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /** A handle on the call that {@code request} will become. */
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

    /** An object of the API server's is far smaller: whatever this is, it must not fill the memory. */
    private static Response bounded(Response response) throws IOException {
        if (response.peekBody(LONGEST_ANSWER + 1).contentLength() > LONGEST_ANSWER) {
            response.close();
            throw new IOException("an answer of more than " + (LONGEST_ANSWER >> 20) + " MiB");
        }
        return response;
    }

    private interface Next {
        Response proceed(Request request) throws IOException;
    }

    /** A call that has begun or soon will. */
    final class Handle implements AutoCloseable {

        private final String id;
        private @Nullable Call call;
        private String credentials = "";
        private boolean cancelled;

        private Handle(String id) {
            this.id = id;
        }

        /** Ends the call at once, from any thread; its connection is not used again. */
        synchronized void cancel() {
            cancelled = true;
            if (call != null) {
                call.cancel();
            }
        }

        /** What came for the call, which may repeat the request, as a proxy's answer does. */
        synchronized String withoutCredentials(String text) {
            return credentials.isEmpty() ? text : text.replace(credentials, "****");
        }

        /** Forgets the call, which goes on; one that was cancelled before it began, only once it would begin. */
        @Override
        public synchronized void close() {
            if (call != null || !cancelled) {
                handles.remove(id);
            }
        }

        /** @param authorization the header: a scheme, a space, and what is secret */
        private synchronized void attach(Call begun, @Nullable String authorization) {
            call = begun;
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
