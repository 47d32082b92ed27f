package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.initmigrator.election.ApiUnavailableException;
import io.initmigrator.rollout.WorkloadStatus;
import io.initmigrator.rollout.WorkloadStatus.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests lists that the API server divides into pages. */
class PagedListTest {

    private static final String STATEFUL_SET = """
            {"kind": "StatefulSet", "metadata": {"generation": 1}, "spec": {"replicas": 300},
             "status": {"observedGeneration": 1, "replicas": 300, "updatedReplicas": 300, "availableReplicas": 300,
               "updateRevision": "new"}}""";

    /** Bytes that an environment and a status of many containers add to a pod. */
    private static final String PADDING = "x".repeat(30_000);

    private static final int PODS = 300;

    /** How many of the next requests for a further page are answered with 410. */
    private final AtomicInteger expired = new AtomicInteger();

    @Test
    void podsOfMoreThanOneAnswerAreAllSeen() throws Exception {
        assertThat((long) PODS * PADDING.length()).isGreaterThan(2 * CancellableOkHttp.MAX_RESPONSE_BYTES);

        try (ScriptedApi api = new ScriptedApi(this::handle)) {
            assertThat(read(api))
                    .isEqualTo(new WorkloadStatus(
                            Phase.PROGRESSING, "new", "pods of an older revision are left: orders-299"));

            List<String> lists = lists(api);
            assertThat(lists).hasSize(6).allMatch(request -> request.contains("limit=50"));
            assertThat(lists.getFirst()).doesNotContain("continue");
            assertThat(lists.getLast()).contains("continue=from%26250");
        }
    }

    @Test
    void expiredListIsReadAgainFromItsBeginning() throws Exception {
        expired.set(1);
        try (ScriptedApi api = new ScriptedApi(this::handle)) {
            assertThat(read(api).detail()).isEqualTo("pods of an older revision are left: orders-299");

            assertThat(lists(api))
                    .hasSize(8)
                    .filteredOn(request -> !request.contains("continue"))
                    .hasSize(2);
        }
    }

    @Test
    void listThatExpiresAgainAndAgainIsLeftToTheRetry() throws Exception {
        expired.set(Integer.MAX_VALUE);
        try (ScriptedApi api = new ScriptedApi(this::handle)) {
            assertThatThrownBy(() -> read(api))
                    .isInstanceOf(ApiUnavailableException.class)
                    .hasMessageContaining("list pods of statefulset/orders")
                    .hasMessageContaining("HTTP 410");
            assertThat(lists(api)).hasSize(8);
        }
    }

    private static WorkloadStatus read(ScriptedApi api) throws InterruptedException {
        KubernetesSettings settings =
                new KubernetesSettings("x", Optional.empty(), "pod", Optional.of("shop"), Optional.empty(), false);
        try (KubernetesWorkload workload =
                new KubernetesWorkload("statefulset/orders", settings, () -> ScriptedApi.configAt(api.url()))) {
            return workload.read(Duration.ofSeconds(10));
        }
    }

    private static List<String> lists(ScriptedApi api) {
        return api.requests.stream()
                .filter(request -> request.startsWith("GET /api/v1/namespaces/shop/pods?"))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null) {
            ScriptedApi.answer(exchange, 200, STATEFUL_SET);
            return;
        }
        int from = query.contains("continue=") ? Integer.parseInt(query.replaceAll(".*continue=from%26", "")) : 0;
        if (from > 0 && expired.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            ScriptedApi.answer(exchange, 410, "{\"kind\": \"Status\", \"message\": \"the continue token is too old\"}");
            return;
        }
        int to = query.contains("limit=50") ? Math.min(PODS, from + 50) : PODS;
        String items = IntStream.range(from, to).mapToObj(PagedListTest::pod).collect(Collectors.joining(","));
        ScriptedApi.answer(exchange, 200, """
                {"kind": "PodList", "metadata": {"continue": "%s"}, "items": [%s]}""".formatted(to == PODS ? "" : "from&" + to, items));
    }

    private static String pod(int number) {
        return """
                {"metadata": {"name": "orders-%d", "labels": {"controller-revision-hash": "%s"},
                   "annotations": {"padding": "%s"},
                   "ownerReferences": [{"kind": "StatefulSet", "controller": true}]}, "status": {"phase": "Running"}}""".formatted(number, number == PODS - 1 ? "old" : "new", PADDING);
    }
}
