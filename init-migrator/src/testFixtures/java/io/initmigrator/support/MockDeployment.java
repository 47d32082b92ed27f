package io.initmigrator.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A Deployment on the mock of the Kubernetes API, with its ReplicaSets and pods. The test plays its controller and the kubelet; the
 * status follows at once.
 */
public final class MockDeployment {

    private static final String NAMESPACE = "shop";
    private static final String APPS = "/apis/apps/v1/namespaces/" + NAMESPACE + "/";
    private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods/";
    private static final String REVISION = "deployment.kubernetes.io/revision";

    private final ObjectMapper mapper = new ObjectMapper();
    private final MockKubernetesApi api;
    private final String name;
    private final String uid;
    private final Map<String, Pod> pods = new LinkedHashMap<>();
    private String hash = "";
    private int revision;

    private record Pod(String hash, boolean available, boolean terminating) {}

    private MockDeployment(MockKubernetesApi api, String name, String uid) {
        this.api = api;
        this.name = name;
        this.uid = uid;
    }

    /** Creates it in the namespace {@code shop}, without a pod. */
    public static MockDeployment create(MockKubernetesApi api, String name, int replicas)
            throws JsonProcessingException {
        String created =
                api.request("POST", APPS + "deployments", """
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "%1$s", "namespace": "%2$s"},
                 "spec": {"replicas": %3$d, "selector": {"matchLabels": {"app": "%1$s"}}},
                 "status": {"observedGeneration": %4$d}}
                """.formatted(name, NAMESPACE, replicas, Integer.MAX_VALUE));
        return new MockDeployment(
                api,
                name,
                new ObjectMapper().readTree(created).at("/metadata/uid").asText());
    }

    /** Somebody applies another pod template, or an earlier one again. */
    public synchronized void roll(String toHash) throws JsonProcessingException {
        revision++;
        hash = toHash;
        String path = APPS + "replicasets/" + name + "-" + hash;
        if (exists(path)) {
            patch(path, "{\"metadata\": {\"annotations\": {\"%s\": \"%d\"}}}".formatted(REVISION, revision));
        } else {
            api.request("POST", APPS + "replicasets", """
                    {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "%1$s-%2$s", "namespace": "%3$s",
                       "annotations": {"%4$s": "%5$d"}, "labels": {"app": "%1$s", "pod-template-hash": "%2$s"},
                       "ownerReferences": [{"kind": "Deployment", "name": "%1$s", "uid": "%6$s", "controller": true}]}}
                    """.formatted(name, hash, NAMESPACE, REVISION, revision, uid));
        }
        publish();
    }

    /** {@code kubectl rollout pause}. */
    public synchronized void pause() throws JsonProcessingException {
        patch(APPS + "deployments/" + name, "{\"spec\": {\"paused\": true}}");
    }

    /** A pod of the current template is there, and not available yet. */
    public synchronized void add(String pod) throws JsonProcessingException {
        api.request("POST", PODS.substring(0, PODS.length() - 1), """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%1$s", "namespace": "%2$s",
                   "finalizers": ["example.org/application"], "labels": {"app": "%3$s", "pod-template-hash": "%4$s"},
                   "ownerReferences": [{"kind": "ReplicaSet", "name": "%3$s-%4$s", "uid": "x", "controller": true}]},
                 "status": {"phase": "Running"}}
                """.formatted(pod, NAMESPACE, name, hash));
        pods.put(pod, new Pod(hash, false, false));
        publish();
    }

    /** Its containers are ready. */
    public synchronized void setAvailable(String pod) throws JsonProcessingException {
        pods.computeIfPresent(pod, (it, before) -> new Pod(before.hash(), true, before.terminating()));
        publish();
    }

    /** It terminates until it is removed. */
    public synchronized void delete(String pod) throws JsonProcessingException {
        api.request("DELETE", PODS + pod, "");
        pods.computeIfPresent(pod, (it, before) -> new Pod(before.hash(), before.available(), true));
        publish();
    }

    /** A terminating pod has ended. */
    public synchronized void remove(String pod) throws JsonProcessingException {
        patch(PODS + pod, "{\"metadata\": {\"finalizers\": null}}");
        pods.remove(pod);
        publish();
    }

    private void publish() throws JsonProcessingException {
        patch(APPS + "deployments/" + name, """
                {"metadata": {"annotations": {"%s": "%d"}},
                 "status": {"replicas": %d, "updatedReplicas": %d, "availableReplicas": %d}}
                """.formatted(
                REVISION, revision, count(pod -> true), count(pod -> pod.hash().equals(hash)), count(Pod::available)));
    }

    private long count(Predicate<Pod> wanted) {
        return pods.values().stream()
                .filter(pod -> !pod.terminating())
                .filter(wanted)
                .count();
    }

    private boolean exists(String path) throws JsonProcessingException {
        return read(path).path("kind").asText().equals("ReplicaSet");
    }

    private JsonNode read(String path) throws JsonProcessingException {
        return mapper.readTree(api.request("GET", path, ""));
    }

    /** At the version that is there now, as the mock asks of every write. */
    private void patch(String path, String patch) throws JsonProcessingException {
        ObjectNode body = (ObjectNode) mapper.readTree(patch);
        body.withObject("metadata").set("resourceVersion", read(path).at("/metadata/resourceVersion"));
        api.request("PATCH", path, body.toString());
    }
}
