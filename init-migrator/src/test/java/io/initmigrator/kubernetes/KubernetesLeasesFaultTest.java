package io.initmigrator.kubernetes;

import static io.initmigrator.kubernetes.ScriptedApi.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseEvent.Ended;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.LeaseWrite;
import io.initmigrator.time.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the outcome of an attempt if the API server, or the network on the way to it, fails. */
@Timeout(30)
class KubernetesLeasesFaultTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final LeaseRecord SEEN =
            new LeaseRecord("7", "a", Duration.ofSeconds(15), null, null, 0, LeaseAnnotations.EMPTY);
    private static final String FORBIDDEN = """
            {"kind":"Status","code":403,"message":"leases.coordination.k8s.io \\"migrations\\" is forbidden: \
            User \\"system:serviceaccount:shop:orders\\" cannot do that"}""";

    private static final List<String> IN_CLUSTER = List.of(
            Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY,
            Config.KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN_FILE_SYSTEM_PROPERTY,
            Config.KUBERNETES_MASTER_SYSTEM_PROPERTY);

    @Test
    void forbiddenReadNamesVerbResourceNamespaceUserAndRemedy() throws Exception {
        try (var api = new ScriptedApi(exchange -> answer(exchange, 403, FORBIDDEN));
                var leases = api.leases()) {
            assertThatThrownBy(() -> leases.get(LIMIT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("get leases.coordination.k8s.io \"migrations\" in namespace \"shop\"")
                    .hasMessageContaining("system:serviceaccount:shop:orders")
                    .hasMessageContaining(
                            "resourceNames [\"migrations\"], verbs [\"get\", \"watch\"], and \"patch\" if it migrates");
        }
    }

    @Test
    void forbiddenWritesNameTheRightThatIsMissing() throws Exception {
        try (var api = new ScriptedApi(exchange -> answer(exchange, 403, FORBIDDEN));
                var leases = api.leases()) {
            assertThatThrownBy(() -> leases.update(SEEN, LIMIT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("patch leases.coordination.k8s.io");
            assertThatThrownBy(() -> leases.create(SEEN, LIMIT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("create the Lease beforehand")
                    .hasMessageContaining("verbs [\"create\"]");
        }
    }

    /** Covers the first minute of a kube-apiserver, which denies everything until it has loaded roles and tokens. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void denialOfWhatWasPermittedBeforeIsTransientForAMinute(int denial) throws Exception {
        ManualTime time = new ManualTime();
        AtomicInteger code = new AtomicInteger(200);
        try (var api = new ScriptedApi(
                        exchange -> answer(exchange, code.get(), code.get() == 200 ? ScriptedApi.LEASE : FORBIDDEN));
                var leases = new KubernetesLeases(
                        ScriptedApi.settings(Optional.of("shop")), () -> ScriptedApi.configAt(api.url()), time)) {
            for (int restart = 0; restart < 2; restart++) {
                code.set(200);
                assertThat(leases.get(LIMIT)).isPresent();
                code.set(denial);
                for (int second = 0; second < 60; second++) {
                    assertThatThrownBy(() -> leases.get(LIMIT))
                            .isInstanceOf(ApiUnavailableException.class)
                            .hasMessageContaining("HTTP " + denial)
                            .hasMessageContaining("retried for 60 s");
                    time.tick(Duration.ofSeconds(1));
                }
            }
            assertThatThrownBy(() -> leases.get(LIMIT)).isInstanceOf(UnreachableException.class);
        }
    }

    /** Covers a Role without {@code patch}: waiting does not help. */
    @Test
    void denialOfWhatWasNeverPermittedIsFinalAtOnce() throws Exception {
        try (var api = new ScriptedApi(exchange -> {
                    boolean isRead = exchange.getRequestMethod().equals("GET");
                    answer(exchange, isRead ? 200 : 403, isRead ? ScriptedApi.LEASE : FORBIDDEN);
                });
                var leases = api.leases()) {
            assertThat(leases.get(LIMIT)).isPresent();
            assertThatThrownBy(() -> leases.update(SEEN, LIMIT)).isInstanceOf(UnreachableException.class);
        }
    }

    @Test
    void answerThatRepeatsTheRequestShowsNoToken() throws Exception {
        try (var api = new ScriptedApi(exchange -> answer(
                        exchange,
                        502,
                        "you sent: " + exchange.getRequestHeaders().getFirst("Authorization")));
                var leases = new KubernetesLeases(
                        ScriptedApi.settings(Optional.of("shop")),
                        () -> new ConfigBuilder(ScriptedApi.configAt(api.url()))
                                .withOauthToken("s3cret")
                                .build())) {
            assertThatThrownBy(() -> leases.get(LIMIT)).hasMessageContaining("you sent: Bearer ****");
        }
    }

    @Test
    void answerThatDoesNotEndIsGivenUp() throws Exception {
        byte[] mebibyte = new byte[1 << 20];
        try (var api = new ScriptedApi(exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try (var body = exchange.getResponseBody()) {
                        for (int i = 0; i < 64; i++) {
                            body.write(mebibyte);
                        }
                    } catch (IOException hungUp) {
                        exchange.close();
                    }
                });
                var leases = api.leases()) {
            assertThatThrownBy(() -> leases.get(LIMIT))
                    .isInstanceOf(ApiUnavailableException.class)
                    .hasMessageContaining("an answer of more than 4 MiB");
        }
    }

    @Test
    void refusedCredentialsAreUnreachable() throws Exception {
        try (var api = new ScriptedApi(exchange -> answer(exchange, 401, "{\"message\":\"Unauthorized\"}"));
                var leases = api.leases()) {
            assertThatThrownBy(() -> leases.get(LIMIT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("HTTP 401: Unauthorized")
                    .hasMessageContaining("credentials");
        }
    }

    @Test
    void absentNamespaceIsUnreachable() throws Exception {
        try (var api = new ScriptedApi(
                        exchange -> answer(exchange, 404, "{\"message\":\"namespaces \\\"shop\\\" not found\"}"));
                var leases = api.leases()) {
            assertThatThrownBy(() -> leases.create(SEEN, LIMIT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("namespaces \"shop\" not found");
        }
    }

    @Test
    void requestThatIsCancelledBeforeItBeginsIsNotSent() throws Exception {
        var okHttp = new CancellableOkHttp();
        try (var api = new ScriptedApi(exchange -> answer(exchange, 200, ScriptedApi.LEASE));
                var http = ((HttpClient.Factory) okHttp)
                        .newBuilder(ApiConfig.tuned(ScriptedApi.configAt(api.url())))
                        .build()) {
            var request = http.newHttpRequestBuilder().uri(URI.create(api.url()));
            var call = okHttp.handleOn(request);
            call.cancel();
            call.close();

            assertThat(http.sendAsync(request.build(), byte[].class))
                    .failsWithin(LIMIT)
                    .withThrowableOfType(ExecutionException.class);
            assertThat(api.requests).isEmpty();
        }
    }

    @Test
    void throttlingTellsHowLongToStayAwayAndIsNotRetried() throws Exception {
        HttpHandler throttling = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "7");
            answer(exchange, 429, "Too many requests, please try again later.\n");
        };
        try (var api = new ScriptedApi(throttling);
                var leases = api.leases()) {
            var thrown = catchThrowableOfType(ApiUnavailableException.class, () -> leases.get(LIMIT));

            assertThat(thrown).hasMessageContaining("HTTP 429: Too many requests");
            assertThat(thrown.retryAfter()).contains(Duration.ofSeconds(7));
            assertThat(api.requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void passingTroubleIsUnavailableAndNotRetried(int code) throws Exception {
        try (var api = new ScriptedApi(exchange -> answer(exchange, code, "<html>\n trouble</html>"));
                var leases = api.leases()) {
            var thrown = catchThrowableOfType(ApiUnavailableException.class, () -> leases.update(SEEN, LIMIT));

            assertThat(thrown).hasMessageContaining("HTTP " + code + ": <html>  trouble</html>");
            assertThat(thrown.retryAfter()).isEmpty();
            assertThat(api.requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>please log in</html>", "{\"kind\":\"Status\"}", "", "{\"kind\":\"Lease\",\"meta"})
    void successThatIsNoLeaseIsUnavailable(String body) throws Exception {
        try (var api = new ScriptedApi(exchange -> answer(exchange, 200, body));
                var leases = api.leases()) {
            assertThatThrownBy(() -> leases.get(LIMIT))
                    .isInstanceOf(ApiUnavailableException.class)
                    .hasMessageContaining("not a Lease");
        }
    }

    @Test
    void conflictAndAbsenceAreExpectedOutcomes() throws Exception {
        try (var api = new ScriptedApi(exchange -> answer(exchange, 409, "{}"));
                var leases = api.leases()) {
            assertThat(leases.update(SEEN, LIMIT)).isInstanceOf(LeaseWrite.Conflict.class);
            assertThat(leases.create(SEEN, LIMIT)).isInstanceOf(LeaseWrite.Conflict.class);
        }
    }

    @Test
    void slowAnswerIsCutToTheLimit() throws Exception {
        Duration second = Duration.ofSeconds(1);
        try (var api = new HangingApi();
                var leases = ScriptedApi.leasesAt(api.url())) {
            long begun = System.nanoTime();

            assertThatThrownBy(() -> leases.get(second))
                    .isInstanceOf(ApiUnavailableException.class)
                    .hasMessageContaining("GET http://127.0.0.1")
                    .hasMessageContaining("none within ");

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(second, LIMIT);
            assertThat(api.clientHasGone()).isTrue();
        }
    }

    @Test
    void answerThatTricklesIsCutToTheLimit() throws Exception {
        HttpHandler trickling = exchange -> {
            exchange.sendResponseHeaders(200, 1_000_000);
            for (int i = 0; i < 1_000; i++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                pause();
            }
        };
        try (var api = new ScriptedApi(trickling);
                var leases = api.leases()) {
            assertThatThrownBy(() -> leases.get(SHORT)).isInstanceOf(ApiUnavailableException.class);
        }
    }

    @Test
    void interruptEndsAnAttemptAtOnceAndLeavesNoConnectionBehind() throws Exception {
        try (var api = new HangingApi();
                var leases = ScriptedApi.leasesAt(api.url())) {
            var thrown = new CompletableFuture<Throwable>();
            Thread caller = Thread.ofVirtual()
                    .start(() -> thrown.complete(catchThrowable(() -> leases.get(Duration.ofMinutes(10)))));
            api.awaitClient();

            caller.interrupt();

            assertThat(thrown.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            assertThat(api.clientHasGone()).isTrue();
        }
    }

    @Test
    void nobodyListeningIsUnavailable() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (var leases = ScriptedApi.leasesAt("http://127.0.0.1:" + port)) {
            assertThatThrownBy(() -> leases.get(LIMIT))
                    .isInstanceOf(ApiUnavailableException.class)
                    .hasMessageContaining("ConnectException");
        }
    }

    @Test
    void unknownHostIsUnavailable() {
        try (var leases = ScriptedApi.leasesAt("https://kubernetes.invalid")) {
            assertThatThrownBy(() -> leases.get(LIMIT)).isInstanceOf(ApiUnavailableException.class);
        }
    }

    @Test
    void oneConnectionServesManyAttempts() throws Exception {
        try (var api = new ScriptedApi(exchange -> answer(exchange, 200, ScriptedApi.LEASE));
                var leases = api.leases()) {
            for (int i = 0; i < 20; i++) {
                assertThat(leases.get(LIMIT))
                        .get()
                        .extracting(LeaseRecord::holder)
                        .isEqualTo("größe");
            }
            assertThat(api.connections).hasSize(1);
        }
    }

    @Test
    void nothingIsReadOrConnectedBeforeTheFirstCall() {
        var leases = new KubernetesLeases(ScriptedApi.settings(Optional.empty()), () -> {
            throw new AssertionError("configuration was read");
        });
        leases.close();
        leases.close();
    }

    @Test
    void unknownNamespaceIsUnreachable() {
        try (var leases = new KubernetesLeases(
                ScriptedApi.settings(Optional.empty()), () -> ScriptedApi.configAt("http://127.0.0.1:1"))) {
            assertThatThrownBy(() -> leases.get(LIMIT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("namespace of Lease \"migrations\" is unknown");
        }
    }

    @Test
    @DisabledIfEnvironmentVariable(
            named = "KUBERNETES_SERVICE_HOST",
            matches = ".+",
            disabledReason = "is in a cluster")
    void whereNoClusterIsKnownTheMessageSaysHowToNameOne() {
        System.setProperty(Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY, "false");
        try (var leases = new KubernetesLeases(ScriptedApi.settings(Optional.of("shop")))) {
            assertThatThrownBy(() -> leases.get(LIMIT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("set KUBECONFIG");
        } finally {
            IN_CLUSTER.forEach(System::clearProperty);
        }
    }

    @Test
    void closedClientIsUnavailable() throws Exception {
        try (var api = new ScriptedApi(exchange -> answer(exchange, 200, ScriptedApi.LEASE))) {
            var leases = api.leases();
            leases.get(LIMIT);
            var watch = leases.watch("7");
            leases.close();

            assertThatThrownBy(() -> leases.get(LIMIT)).isInstanceOf(ApiUnavailableException.class);
            assertThat(leases.watch("7").await(LIMIT)).isInstanceOf(Ended.class);
            watch.close();
        }
    }

    @Test
    void rotatedServiceAccountTokenIsReadAgain(@TempDir Path dir) throws Exception {
        Path token = Files.writeString(dir.resolve("token"), "old");
        HttpHandler guarded = exchange -> {
            boolean known = "Bearer new".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            answer(exchange, known ? 200 : 401, known ? ScriptedApi.LEASE : "{}");
        };
        try (var api = new ScriptedApi(guarded);
                var leases = new KubernetesLeases(
                        ScriptedApi.settings(Optional.of("shop")), () -> inCluster(api.url(), token))) {
            assertThatThrownBy(() -> leases.get(LIMIT)).isInstanceOf(UnreachableException.class);

            Files.writeString(token, "new");

            assertThat(leases.get(LIMIT)).isPresent();
        } finally {
            IN_CLUSTER.forEach(System::clearProperty);
        }
    }

    private static Config inCluster(String url, Path token) {
        System.setProperty(Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY, "false");
        System.setProperty(Config.KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN_FILE_SYSTEM_PROPERTY, token.toString());
        System.setProperty(Config.KUBERNETES_MASTER_SYSTEM_PROPERTY, url);
        return ApiConfig.fromEnvironment();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
