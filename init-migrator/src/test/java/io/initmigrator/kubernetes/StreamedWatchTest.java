package io.initmigrator.kubernetes;

import static io.initmigrator.kubernetes.ScriptedApi.answer;
import static io.initmigrator.kubernetes.ScriptedApi.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import io.initmigrator.election.LeaseEvent;
import io.initmigrator.election.LeaseEvent.Changed;
import io.initmigrator.election.LeaseEvent.Deleted;
import io.initmigrator.election.LeaseEvent.Ended;
import io.initmigrator.election.LeaseEvent.TimedOut;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests how a watch ends, stalls, and is interrupted. */
@Timeout(30)
class StreamedWatchTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration MOMENT = Duration.ofMillis(200);
    private static final String CHANGE = "{\"type\":\"MODIFIED\",\"object\":" + ScriptedApi.LEASE + "}\n";

    @Test
    void watchAsksForThisLeaseAloneFromTheVersionOn() throws Exception {
        try (var api = new ScriptedApi(exchange -> stream(exchange, CHANGE));
                var leases = api.leases();
                var watch = leases.watch("6")) {
            watch.await(LIMIT);

            assertThat(api.requests)
                    .containsExactly("GET /apis/coordination.k8s.io/v1/namespaces/shop/leases"
                            + "?watch=true&fieldSelector=metadata.name%3Dmigrations&resourceVersion=6");
        }
    }

    @Test
    void expiryInTheStreamEndsTheWatch() throws Exception {
        String expired = "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\","
                + "\"message\":\"too old resource version: 1 (375)\"}}\n";
        try (var api = new ScriptedApi(exchange -> stream(exchange, CHANGE, expired));
                var leases = api.leases();
                var watch = leases.watch("1")) {
            assertThat(watch.await(LIMIT)).isInstanceOf(Changed.class);
            assertThat(reason(watch.await(LIMIT))).contains("HTTP 410: too old resource version: 1 (375)");
            assertThat(watch.await(LIMIT)).isInstanceOf(Ended.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"403, forbidden", "410, too old", "429, later", "500, trouble"})
    void watchThatCannotBeOpenedHasEnded(int code, String message) throws Exception {
        try (var api = new ScriptedApi(exchange -> answer(exchange, code, "{\"message\":\"" + message + "\"}"));
                var leases = api.leases();
                var watch = leases.watch("1")) {
            assertThat(reason(watch.await(LIMIT)))
                    .contains("watch leases.coordination.k8s.io \"migrations\" in namespace \"shop\"")
                    .contains("HTTP " + code + ": " + message);
            assertThat(api.requests).hasSize(1);
        }
    }

    @Test
    void leaseWithoutAVersionEndsTheWatch() throws Exception {
        String change =
                "{\"type\":\"MODIFIED\",\"object\":{\"kind\":\"Lease\",\"metadata\":{\"name\":\"migrations\"}}}\n";
        try (var api = new ScriptedApi(exchange -> stream(exchange, change));
                var leases = api.leases();
                var watch = leases.watch("1")) {
            assertThat(reason(watch.await(LIMIT))).isEqualTo("a Lease without a version");
        }
    }

    @Test
    void endOfTheStreamEndsTheWatchAfterWhatCameBefore() throws Exception {
        try (var api = new ScriptedApi(exchange -> stream(exchange, CHANGE, CHANGE));
                var leases = api.leases();
                var watch = leases.watch("1")) {
            assertThat(watch.await(LIMIT)).isInstanceOf(Changed.class);
            assertThat(watch.await(LIMIT)).isInstanceOf(Changed.class);
            assertThat(reason(watch.await(LIMIT))).isEqualTo("closed by the API server");
            assertThat(api.requests).hasSize(1);
        }
    }

    @Test
    void brokenConnectionEndsTheWatch() throws Exception {
        try (var api = new HangingApi("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "");
                var leases = ScriptedApi.leasesAt(api.url());
                var watch = leases.watch("1")) {
            assertThat(watch.await(MOMENT)).isEqualTo(new TimedOut());
            api.cut();
            assertThat(watch.await(LIMIT)).isInstanceOf(Ended.class);
        }
    }

    @Test
    void unreachableServerEndsTheWatchAndNotTheCaller() throws Exception {
        try (var leases = ScriptedApi.leasesAt("http://127.0.0.1:1");
                var watch = leases.watch("1")) {
            assertThat(reason(watch.await(LIMIT))).contains("ConnectException");
        }
    }

    @Test
    void openingDoesNotWaitForTheServerAndSilenceIsQuiet() throws Exception {
        try (var api = new HangingApi();
                var leases = ScriptedApi.leasesAt(api.url());
                var watch = leases.watch("1")) {
            assertThat(watch.await(MOMENT)).isEqualTo(new TimedOut());
            assertThat(watch.await(Duration.ZERO)).isEqualTo(new TimedOut());
        }
    }

    @Test
    void closingCutsTheConnectionBeforeTheFirstByteCame() throws Exception {
        try (var api = new HangingApi();
                var leases = ScriptedApi.leasesAt(api.url())) {
            var watch = leases.watch("1");
            api.awaitClient();

            watch.close();

            assertThat(api.clientHasGone()).isTrue();
        }
    }

    @Test
    void closingCutsTheConnectionOfAWatchThatIsBeingRead() throws Exception {
        try (var api = new HangingApi("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "");
                var leases = ScriptedApi.leasesAt(api.url())) {
            var watch = leases.watch("1");
            assertThat(watch.await(MOMENT)).isEqualTo(new TimedOut());

            watch.close();

            assertThat(api.clientHasGone()).isTrue();
            assertThat(watch.await(LIMIT)).isInstanceOf(Ended.class);
        }
    }

    @Test
    void interruptEndsAnAwaitAtOnce() throws Exception {
        try (var api = new HangingApi();
                var leases = ScriptedApi.leasesAt(api.url());
                var watch = leases.watch("1")) {
            var interrupted = new CompletableFuture<Boolean>();
            Thread waiter = Thread.ofVirtual().start(() -> {
                try {
                    watch.await(Duration.ofMinutes(10));
                } catch (InterruptedException e) {
                    interrupted.complete(true);
                }
            });
            api.awaitClient();

            waiter.interrupt();

            assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatIsNotAboutThisLeaseIsPassedOver() throws Exception {
        HttpHandler script = exchange -> stream(
                exchange,
                "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Lease\",\"metadata\":{\"resourceVersion\":\"12\"}}}\n",
                "{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"name\":\"other\"}}}\n",
                "{\"type\":\"DELETED\",\"object\":{\"metadata\":{\"name\":\"other\"}}}\n",
                "{\"type\":\"SOMETHING NEW\",\"object\":{}}\n",
                "\n",
                "no JSON\n",
                "{\"type\":\"DELETED\",\"object\":" + ScriptedApi.LEASE + "}\n");
        try (var api = new ScriptedApi(script);
                var leases = api.leases();
                var watch = leases.watch("1")) {
            assertThat(watch.await(LIMIT)).isEqualTo(new Deleted());
        }
    }

    @Test
    void lineAndCharacterMayComeInPieces() throws Exception {
        HttpHandler bytewise = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            for (byte single : CHANGE.getBytes(StandardCharsets.UTF_8)) {
                out.write(single);
                out.flush();
            }
        };
        try (var api = new ScriptedApi(bytewise);
                var leases = api.leases();
                var watch = leases.watch("1")) {
            assertThat(watch.await(LIMIT))
                    .isInstanceOfSatisfying(
                            Changed.class,
                            change -> assertThat(change.lease().holder()).isEqualTo("größe"));
        }
    }

    private static String reason(LeaseEvent event) {
        return ((Ended) event).reason();
    }
}
