package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.kubernetes.ApiClient.Answer;
import io.initmigrator.rollout.Workload;
import io.initmigrator.rollout.WorkloadStatus;
import io.initmigrator.rollout.WorkloadStatus.Phase;
import io.initmigrator.schema.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Deployment, a StatefulSet, or a Rollout of Argo Rollouts, in this pod's namespace. Reads the object itself, its pods once its own
 * status is complete, and the ReplicaSets of a Deployment, which name its current revision. Not thread-safe.
 */
public final class KubernetesWorkload implements Workload {

    private static final String REVISION = "deployment.kubernetes.io/revision";

    private final String name;
    private final KubernetesSettings settings;
    private final Supplier<Config> configuration;
    private @Nullable ApiClient client;
    private @Nullable WorkloadAddress address;

    /** @param name kind and name, such as {@code deployment/orders}; connects on the first call */
    public KubernetesWorkload(String name, KubernetesSettings settings) {
        this(name, settings, ApiConfig::fromEnvironment);
    }

    KubernetesWorkload(String name, KubernetesSettings settings, Supplier<Config> configuration) {
        this.name = name;
        this.settings = settings;
        this.configuration = configuration;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public WorkloadStatus read(Duration limit) throws InterruptedException {
        ApiClient api = open();
        WorkloadAddress it = address();
        JsonNode workload = get(api, "get", it.kind().resource(), it.path(), limit);
        WorkloadProgress progress = new WorkloadProgress(it.kind(), workload);
        String selector = LabelSelector.of(workload.path("spec").path("selector"));
        String revision = progress.isObserved() ? revision(api, workload, selector, limit) : "";
        if (revision.isEmpty()) {
            return new WorkloadStatus(
                    Phase.PROGRESSING, "", "its controller has not observed the current specification");
        }
        WorkloadStatus own = progress.of(revision);
        if (own.phase() != Phase.COMPLETE) {
            return own;
        }
        JsonNode pods = get(api, "list", "pods", it.podsPath(selector), limit);
        String older = WorkloadPods.older(it.kind(), revision, pods);
        return older.isEmpty() ? own : new WorkloadStatus(Phase.PROGRESSING, revision, older);
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }

    private String revision(ApiClient api, JsonNode workload, String selector, Duration limit)
            throws InterruptedException {
        return switch (address().kind()) {
            case DEPLOYMENT ->
                replicaSet(workload, get(api, "list", "replicasets", address().replicaSetsPath(selector), limit));
            case STATEFULSET -> workload.path("status").path("updateRevision").asText();
            case ROLLOUT -> workload.path("status").path("currentPodHash").asText();
        };
    }

    /** The hash of the ReplicaSet that has the Deployment's revision. */
    private static String replicaSet(JsonNode deployment, JsonNode replicaSets) {
        String uid = deployment.path("metadata").path("uid").asText();
        String revision = revisionOf(deployment);
        for (JsonNode replicaSet : replicaSets.path("items")) {
            for (JsonNode owner : replicaSet.path("metadata").path("ownerReferences")) {
                if (owner.path("uid").asText().equals(uid)
                        && revisionOf(replicaSet).equals(revision)) {
                    return replicaSet
                            .path("metadata")
                            .path("labels")
                            .path(WorkloadKind.DEPLOYMENT.hashLabel())
                            .asText();
                }
            }
        }
        return "";
    }

    private static String revisionOf(JsonNode object) {
        return object.path("metadata").path("annotations").path(REVISION).asText();
    }

    private JsonNode get(ApiClient api, String verb, String resource, String path, Duration limit)
            throws InterruptedException {
        Answer answer = api.get(path, limit);
        if (!answer.isSuccess()) {
            throw ApiErrors.refused(verb, resource, address(), answer);
        }
        JsonNode json = Json.parse(answer.body());
        if (!json.hasNonNull("kind")) {
            throw ApiErrors.notJson(verb, resource, address(), answer);
        }
        return json;
    }

    private ApiClient open() {
        if (client == null) {
            Config config = configuration.get();
            address = address(settings.podNamespace().or(() -> Optional.ofNullable(config.getNamespace())));
            client = ApiClient.open(config);
        }
        return client;
    }

    private WorkloadAddress address(Optional<String> namespace) {
        int slash = name.indexOf('/');
        return new WorkloadAddress(
                WorkloadKind.of(name.substring(0, slash)).orElseThrow(),
                namespace.orElseThrow(() -> new UnreachableException(
                        new Problem("the namespace of " + name + " is unknown", "set POD_NAMESPACE"))),
                name.substring(slash + 1));
    }

    private WorkloadAddress address() {
        WorkloadAddress known = address;
        if (known == null) {
            throw new IllegalStateException("not opened");
        }
        return known;
    }
}
