package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Requests to the Kubernetes API over fabric8's connection, each one attempt within a limit. */
final class ApiClient implements AutoCloseable {

    /** Whatever the API server answered. */
    record Answer(int code, String body, @Nullable Duration retryAfter) {

        boolean isSuccess() {
            return HttpResponse.isSuccessful(code);
        }
    }

    private final HttpClient http;
    private final URI server;

    private ApiClient(HttpClient http, URI server) {
        this.http = http;
        this.server = server;
    }

    static ApiClient open(Config config) {
        var tuned = ApiConfig.tuned(config);
        var server = tuned.getMasterUrl();
        HttpClient.Factory okHttp = new ImpatientOkHttp();
        return new ApiClient(
                okHttp.newBuilder(tuned).build(), URI.create(server.endsWith("/") ? server : server + "/"));
    }

    Answer get(String path, Duration limit) throws InterruptedException {
        return send(request(path), limit);
    }

    Answer post(String path, String json, Duration limit) throws InterruptedException {
        return send(request(path).method("POST", "application/json", json), limit);
    }

    Answer mergePatch(String path, String json, Duration limit) throws InterruptedException {
        return send(request(path).method("PATCH", "application/merge-patch+json", json), limit);
    }

    /** Begins to receive an answer that has no end of its own; each piece is handed to {@code consumer}. */
    CompletableFuture<HttpResponse<AsyncBody>> stream(String path, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        try {
            return http.consumeBytes(request(path).forStreaming().build(), consumer);
        } catch (KubernetesClientException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private HttpRequest.Builder request(String path) {
        return http.newHttpRequestBuilder().uri(server.resolve(path)).header("Accept", "application/json");
    }

    /** The limit holds for the caller and for the connection, so that no call is left behind by a caller who has gone. */
    private Answer send(HttpRequest.Builder builder, Duration limit) throws InterruptedException {
        long millis = Math.max(1, limit.toMillis());
        var request = builder.timeout(millis, TimeUnit.MILLISECONDS).build();
        try {
            return answer(http.sendAsync(request, byte[].class).get(millis, TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw ApiErrors.noAnswer(describe(request), ApiErrors.unwrapped(e));
        } catch (TimeoutException e) {
            throw ApiErrors.noAnswer(describe(request), new TimeoutException("none within " + millis + "ms"));
        } catch (KubernetesClientException e) {
            throw ApiErrors.noAnswer(describe(request), e);
        }
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        return new Answer(
                response.code(),
                new String(response.body(), StandardCharsets.UTF_8),
                retryAfter(response.header("Retry-After")));
    }

    /** Kubernetes gives seconds, never a date. */
    private static @Nullable Duration retryAfter(@Nullable String header) {
        return header != null && header.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(header)) : null;
    }

    private static String describe(HttpRequest request) {
        return request.method() + " " + request.uri();
    }
}
