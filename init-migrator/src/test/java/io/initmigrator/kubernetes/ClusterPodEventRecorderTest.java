package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.kubernetes.ApiClient.Answer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Runs in the cluster and namespace of {@code KUBECONFIG}. The Events that it leaves behind expire after an hour. */
@EnabledIfSystemProperty(named = "cluster", matches = "kubeconfig")
class ClusterPodEventRecorderTest {

    private final Config config = Config.autoConfigure(null);

    @Test
    void realApiServerTakesEventAndSeries() throws InterruptedException {
        PodEvent event = PodEvent.warning("SchemaAhead", "Start", "The schema is at version 9");
        Optional<String> namespace = Optional.of(config.getNamespace());
        var settings = new KubernetesSettings(
                "none",
                namespace,
                "orders-1",
                namespace,
                Optional.of(UUID.randomUUID().toString()),
                true);
        try (ApiClient client = ApiClient.open(config)) {
            EventApi events = new EventApi(client, settings);

            Answer first = events.publish(event, Instant.now());
            Answer second = events.publish(event, Instant.now());
            Answer third = events.publish(event, Instant.now());

            assertThat(first.code()).as(first.body()).isEqualTo(201);
            assertThat(second.code()).as(second.body()).isEqualTo(200);
            assertThat(Json.parse(third.body()).path("series").path("count").asInt())
                    .isEqualTo(3);
        }
    }
}
