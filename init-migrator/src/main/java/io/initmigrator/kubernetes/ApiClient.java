package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.initmigrator.kubernetes.CancellableOkHttp.Handle;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;

/** Requests to the Kubernetes API over fabric8's connection, each one attempt within a limit. */
final class ApiClient implements AutoCloseable {

    /** A response of the API server. */
    record Answer(int code, String body, @Nullable Duration retryAfter) {

        boolean isSuccess() {
            return HttpResponse.isSuccessful(code);
        }
    }

    /** A streamed response, until {@code call} is cancelled or the stream ends. */
    record Stream(CompletableFuture<HttpResponse<AsyncBody>> response, Handle call) {}

    private final CancellableOkHttp okHttp;
    private final HttpClient http;
    private final URI server;

    private ApiClient(CancellableOkHttp okHttp, HttpClient http, URI server) {
        this.okHttp = okHttp;
        this.http = http;
        this.server = server;
    }

    static ApiClient open(Config config) {
        var tuned = ApiConfig.tuned(config);
        var okHttp = new CancellableOkHttp();
        var server = ApiConfig.withoutLogin(tuned.getMasterUrl());
        try {
            return new ApiClient(
                    okHttp, connection(okHttp, tuned), URI.create(server.endsWith("/") ? server : server + "/"));
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw ApiConfig.unusable(e);
        }
    }

    private static HttpClient connection(HttpClient.Factory factory, Config config) {
        try {
            Optional<KeyManager[]> keys = ClientKey.complete(config);
            HttpClient.Builder builder = factory.newBuilder(config);
            return keys.isEmpty()
                    ? builder.build()
                    : builder.sslContext(keys.get(), SSLUtils.trustManagers(config))
                            .build();
        } catch (IOException | GeneralSecurityException e) {
            throw ApiConfig.unusable(new KubernetesClientException(String.valueOf(e.getMessage()), e));
        }
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

    /** Starts a response stream that does not end by itself. */
    Stream stream(String path, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        HttpRequest.Builder request = request(path).forStreaming();
        Handle call = okHttp.handleOn(request);
        return new Stream(begun(() -> http.consumeBytes(request.build(), consumer)), call);
    }

    @Override
    public void close() {
        http.close();
    }

    private HttpRequest.Builder request(String path) {
        return http.newHttpRequestBuilder().uri(server.resolve(path)).header("Accept", "application/json");
    }

    private Answer send(HttpRequest.Builder builder, Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        try (Handle call = okHttp.handleOn(builder)) {
            HttpRequest request = builder.build();
            try {
                return answer(
                        begun(() -> http.sendAsync(request, byte[].class)).get(limit.toNanos(), TimeUnit.NANOSECONDS),
                        call);
            } catch (ExecutionException e) {
                throw ApiErrors.noAnswer(describe(request), ApiErrors.unwrapped(e));
            } catch (TimeoutException e) {
                Optional<Duration> delay = call.begunAfter(start);
                call.cancel();
                throw ApiErrors.late(describe(request), limit, delay);
            } catch (InterruptedException e) {
                call.cancel();
                throw e;
            }
        }
    }

    /** Converts an exception thrown by a closed client, or while writing the request, into a failed future. */
    private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            return CompletableFuture.failedFuture(e);
        } catch (IllegalArgumentException e) {
            throw ApiConfig.unusable(e);
        }
    }

    private static Answer answer(HttpResponse<byte[]> response, Handle call) {
        return new Answer(
                response.code(),
                call.withoutCredentials(new String(response.body(), StandardCharsets.UTF_8)),
                retryAfter(response.header("Retry-After")));
    }

    /** Kubernetes sends seconds, never a date. */
    private static @Nullable Duration retryAfter(@Nullable String header) {
        return header != null && header.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(header)) : null;
    }

    private static String describe(HttpRequest request) {
        return request.method() + " " + request.uri();
    }
}
