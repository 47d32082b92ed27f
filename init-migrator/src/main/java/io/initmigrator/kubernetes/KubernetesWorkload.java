package io.initmigrator.kubernetes;

import static java.net.HttpURLConnection.HTTP_GONE;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.kubernetes.ApiClient.Answer;
import io.initmigrator.rollout.Workload;
import io.initmigrator.rollout.WorkloadStatus;
import io.initmigrator.rollout.WorkloadStatus.Phase;
import io.initmigrator.schema.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Deployment, a StatefulSet, or a Rollout of Argo Rollouts, in this pod's namespace. Reads the object itself, its pods once its own
 * status is complete, and the ReplicaSets of a Deployment, which name its current revision. Not thread-safe.
 */
public final class KubernetesWorkload implements Workload {

    private static final String REVISION = "deployment.kubernetes.io/revision";

    /** Of one list; more are left to the caller's retries. */
    private static final int MAX_RESTARTS = 3;

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
        JsonNode workload = object(api.get(it.path(), limit), "get", it.kind().resource());
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
        List<String> older =
                list(api, "pods", it.podsPath(selector), limit, pod -> WorkloadPods.older(it.kind(), revision, pod));
        return older.isEmpty() ? own : new WorkloadStatus(Phase.PROGRESSING, revision, WorkloadPods.detail(older));
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
            case DEPLOYMENT -> currentHash(api, workload, selector, limit);
            case STATEFULSET -> workload.path("status").path("updateRevision").asText();
            case ROLLOUT -> workload.path("status").path("currentPodHash").asText();
        };
    }

    private String currentHash(ApiClient api, JsonNode deployment, String selector, Duration limit)
            throws InterruptedException {
        String path = address().replicaSetsPath(selector);
        List<String> hashes = list(api, "replicasets", path, limit, replicaSet -> hash(deployment, replicaSet));
        return hashes.isEmpty() ? "" : hashes.getFirst();
    }

    /** The hash of a ReplicaSet that has the Deployment's revision; empty for another. */
    private static Optional<String> hash(JsonNode deployment, JsonNode replicaSet) {
        String uid = deployment.path("metadata").path("uid").asText();
        for (JsonNode owner : replicaSet.path("metadata").path("ownerReferences")) {
            if (owner.path("uid").asText().equals(uid) && revisionOf(replicaSet).equals(revisionOf(deployment))) {
                return Optional.of(replicaSet
                        .path("metadata")
                        .path("labels")
                        .path(WorkloadKind.DEPLOYMENT.hashLabel())
                        .asText());
            }
        }
        return Optional.empty();
    }

    private static String revisionOf(JsonNode object) {
        return object.path("metadata").path("annotations").path(REVISION).asText();
    }

    /**
     * Reads a list page by page, because an answer is bounded. All pages are of one state of the list; if the API server no longer
     * has that state, the list is read again from its beginning.
     *
     * @param select what to keep of an object, so that memory does not hold all of them
     */
    private List<String> list(
            ApiClient api, String resource, String path, Duration limit, Function<JsonNode, Optional<String>> select)
            throws InterruptedException {
        List<String> selected = new ArrayList<>();
        String token = "";
        int restarts = 0;
        while (true) {
            Answer answer = api.get(WorkloadAddress.page(path, token), limit);
            if (answer.code() == HTTP_GONE && !token.isEmpty() && restarts < MAX_RESTARTS) {
                restarts++;
                token = "";
                selected.clear();
                continue;
            }
            JsonNode page = object(answer, "list", resource);
            for (JsonNode item : page.path("items")) {
                select.apply(item).ifPresent(selected::add);
            }
            token = page.path("metadata").path("continue").asText("");
            if (token.isEmpty()) {
                return selected;
            }
        }
    }

    private JsonNode object(Answer answer, String verb, String resource) {
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
