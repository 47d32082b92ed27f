package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.kubernetes.ApiClient.Answer;
import io.initmigrator.schema.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Events about one pod, by {@code events.k8s.io/v1}. An Event repeated by a later start of the container is counted as a series
 * on the first one, because its name derives from its content.
 */
final class EventApi {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String CONTROLLER = "init-migrator.io/init-migrator";
    private static final int MAX_INSTANCE_LENGTH = 128;
    private static final int MAX_PREFIX_LENGTH = 200;
    private static final int DIGITS = 16;

    private final ApiClient client;
    private final String namespace;
    private final String pod;
    private final Optional<String> uid;

    /** @param settings identify the pod; {@code kubectl describe} finds its Events by the uid */
    EventApi(ApiClient client, KubernetesSettings settings) {
        this.client = client;
        this.namespace = settings.podNamespace().orElseThrow();
        this.pod = settings.podName();
        this.uid = settings.podUid();
    }

    /** Returns the final response. */
    Answer publish(PodEvent event, Instant at) throws InterruptedException {
        Answer created = client.post(collection(), creation(event, at), LIMIT);
        return created.code() == 409 ? again(collection() + "/" + name(event), at) : created;
    }

    /** An empty patch returns the count without read permission. */
    private Answer again(String path, Instant at) throws InterruptedException {
        Answer seen = client.mergePatch(path, "{}", LIMIT);
        if (!seen.isSuccess()) {
            return seen;
        }
        JsonNode event = Json.parse(seen.body());
        ObjectNode patch = Json.object();
        patch.putObject("metadata")
                .put(
                        "resourceVersion",
                        event.path("metadata").path("resourceVersion").asText());
        patch.putObject("series")
                .put("count", Math.max(1, event.path("series").path("count").asInt()) + 1)
                .put("lastObservedTime", Json.microTime(at));
        return client.mergePatch(path, patch.toString(), LIMIT);
    }

    private String collection() {
        return "apis/events.k8s.io/v1/namespaces/" + namespace + "/events";
    }

    private String creation(PodEvent event, Instant at) {
        ObjectNode json = Json.object().put("apiVersion", "events.k8s.io/v1").put("kind", "Event");
        json.putObject("metadata").put("namespace", namespace).put("name", name(event));
        json.put("eventTime", Json.microTime(at))
                .put("type", event.type())
                .put("reason", event.reason())
                .put("action", event.action())
                .put("note", event.note())
                .put("reportingController", CONTROLLER)
                .put("reportingInstance", start(pod, MAX_INSTANCE_LENGTH));
        json.putObject("regarding")
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("namespace", namespace)
                .put("name", pod)
                .put("uid", uid.orElse(null));
        return Json.withoutNulls(json).toString();
    }

    private String name(PodEvent event) {
        return start(pod, MAX_PREFIX_LENGTH) + "." + digits(uid.orElse("") + " " + event.identity());
    }

    private static String start(String text, int length) {
        return text.substring(0, Math.min(text.length(), length));
    }

    private static String digits(String text) {
        return Sha256.hexOf(text).substring(0, DIGITS);
    }
}
