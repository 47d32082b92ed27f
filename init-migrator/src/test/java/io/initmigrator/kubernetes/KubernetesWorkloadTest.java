package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.rollout.WorkloadStatus;
import io.initmigrator.rollout.WorkloadStatus.Phase;
import io.initmigrator.support.MockKubernetesApi;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests reading workloads from the mock of the Kubernetes API. */
class KubernetesWorkloadTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String APPS = "/apis/apps/v1/namespaces/shop/";
    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final String DONE = """
            "observedGeneration": 1, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2""";

    private MockKubernetesApi api;

    /** The UID of the workload; the mock assigns a new one to each object that it creates. */
    private String uid = "";

    @BeforeEach
    void start() throws IOException {
        api = MockKubernetesApi.start();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void deploymentIsCompleteOnceNoOlderPodIsLeft() throws Exception {
        deployment("", DONE);
        pod("orders-new-1", "ReplicaSet", "pod-template-hash", "new", "Running", false);
        pod("orders-old-1", "ReplicaSet", "pod-template-hash", "old", "Running", true);
        assertThat(read("deployment/orders"))
                .isEqualTo(new WorkloadStatus(
                        Phase.PROGRESSING, "new", "pods of an older revision are left: orders-old-1 (terminating)"));

        end("orders-old-1");
        pod("orders-old-2", "ReplicaSet", "pod-template-hash", "old", "Failed", false);
        pod("orders-job", "Job", "pod-template-hash", "", "Running", false);
        assertThat(read("deployment/orders")).isEqualTo(new WorkloadStatus(Phase.COMPLETE, "new", ""));
        assertThat(api.requests()).contains("GET " + APPS + "deployments/orders 2\n", "GET " + PODS + " 2\n");
    }

    @Test
    void deploymentWhoseControllerIsBehindIsProgressing() throws Exception {
        deployment("", DONE.replace("\"observedGeneration\": 1", "\"observedGeneration\": 0"));
        assertThat(read("deployment/orders").phase()).isEqualTo(Phase.PROGRESSING);
        assertThat(read("deployment/orders").revision()).isEmpty();
    }

    @Test
    void deploymentCountsReplicas() throws Exception {
        deployment("", "\"observedGeneration\": 1, \"replicas\": 3, \"updatedReplicas\": 1, \"availableReplicas\": 3");
        assertThat(read("deployment/orders").detail()).isEqualTo("1 of 2 replicas are updated");
        deployment("", "\"observedGeneration\": 1, \"replicas\": 3, \"updatedReplicas\": 2, \"availableReplicas\": 3");
        assertThat(read("deployment/orders").detail()).isEqualTo("1 replicas of an older revision are left");
        deployment("", "\"observedGeneration\": 1, \"replicas\": 2, \"updatedReplicas\": 2, \"availableReplicas\": 1");
        assertThat(read("deployment/orders").detail()).isEqualTo("1 of 2 updated replicas are available");
    }

    @Test
    void pausedAndFailedDeployments() throws Exception {
        deployment("\"paused\": true,", DONE);
        assertThat(read("deployment/orders")).isEqualTo(new WorkloadStatus(Phase.PAUSED, "new", "spec.paused is true"));
        deployment("", """
                "observedGeneration": 1, "replicas": 3, "updatedReplicas": 1, "availableReplicas": 2,
                "conditions": [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded",
                  "message": "ReplicaSet \\"orders-new\\" has timed out progressing."}]""");
        assertThat(read("deployment/orders"))
                .isEqualTo(new WorkloadStatus(
                        Phase.FAILED, "new", "ReplicaSet \"orders-new\" has timed out progressing."));
    }

    @Test
    void statefulSet() throws Exception {
        workload(APPS + "statefulsets", "apps/v1", "StatefulSet", "", DONE + ", \"updateRevision\": \"orders-5c\"");
        pod("orders-0", "StatefulSet", "controller-revision-hash", "orders-4b", "Running", false);
        assertThat(read("statefulset/orders").detail()).isEqualTo("pods of an older revision are left: orders-0");
        api.request("DELETE", PODS + "/orders-0", "");
        pod("orders-0", "StatefulSet", "controller-revision-hash", "orders-5c", "Running", false);
        assertThat(read("statefulset/orders")).isEqualTo(new WorkloadStatus(Phase.COMPLETE, "orders-5c", ""));
        assertThat(api.requests()).doesNotContain("replicasets");
        workload(
                APPS + "statefulsets",
                "apps/v1",
                "StatefulSet",
                "\"updateStrategy\": {\"rollingUpdate\": {\"partition\": 2}},",
                DONE + ", \"updateRevision\": \"orders-5c\"");
        assertThat(read("statefulset/orders").phase()).isEqualTo(Phase.PAUSED);
    }

    @Test
    void argoRollout() throws Exception {
        String path = "/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts";
        String status =
                DONE.replace("1,", "\"1\",") + ", \"currentPodHash\": \"new\", \"stableRS\": \"%s\", \"phase\": \"%s\"";
        workload(path, "argoproj.io/v1alpha1", "Rollout", "", status.formatted("old", "Paused"));
        assertThat(read("rollout/orders"))
                .isEqualTo(new WorkloadStatus(Phase.PROGRESSING, "new", "it is not promoted yet"));
        workload(path, "argoproj.io/v1alpha1", "Rollout", "", status.formatted("new", "Healthy"));
        pod("orders-1", "ReplicaSet", "rollouts-pod-template-hash", "new", "Running", false);
        assertThat(read("rollout/orders")).isEqualTo(new WorkloadStatus(Phase.COMPLETE, "new", ""));
        workload(path, "argoproj.io/v1alpha1", "Rollout", "", status.formatted("old", "Degraded"));
        assertThat(read("rollout/orders").phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void missingWorkloadIsNamed() {
        assertThatThrownBy(() -> read("deployment/orders"))
                .isInstanceOf(UnreachableException.class)
                .hasMessageStartingWith("get deployments of deployment/orders in namespace \"shop\": HTTP 404: ")
                .hasMessageEndingWith("check MIGRATOR_ROLLOUT, and that the pod runs in the workload's namespace");
    }

    private WorkloadStatus read(String name) throws InterruptedException {
        var settings =
                new KubernetesSettings("x", Optional.empty(), "pod", Optional.of("shop"), Optional.empty(), false);
        try (KubernetesWorkload workload =
                new KubernetesWorkload(name, settings, () -> Config.fromKubeconfig(api.kubeconfig("other")))) {
            return workload.read(LIMIT);
        }
    }

    /** Creates the Deployment and its two ReplicaSets. */
    private void deployment(String spec, String status) {
        workload(APPS + "deployments", "apps/v1", "Deployment", spec, status);
        replicaSet("old", "1");
        replicaSet("new", "2");
    }

    /** Creates the workload; replaces an existing one. */
    private void workload(String path, String version, String kind, String spec, String status) {
        api.request("DELETE", path + "/orders", "");
        uid = create(path, """
                {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "orders", "namespace": "shop",
                   "annotations": {"deployment.kubernetes.io/revision": "2"}},
                 "spec": {%s "replicas": 2, "selector": {"matchLabels": {"app": "orders", "tier": "web"}}},
                 "status": {%s}}
                """.formatted(version, kind, spec, status));
    }

    private void replicaSet(String hash, String revision) {
        api.request("DELETE", APPS + "replicasets/orders-" + hash, "");
        create(APPS + "replicasets", """
                {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "orders-%1$s", "namespace": "shop",
                   "annotations": {"deployment.kubernetes.io/revision": "%2$s"},
                   "labels": {"app": "orders", "tier": "web", "pod-template-hash": "%1$s"},
                   "ownerReferences": [{"kind": "Deployment", "name": "orders", "uid": "%3$s", "controller": true}]}}
                """.formatted(hash, revision, uid));
    }

    private void pod(String name, String owner, String label, String hash, String phase, boolean terminating) {
        create(PODS, """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "namespace": "shop",
                   %s "labels": {"app": "orders", "tier": "web", "%s": "%s"},
                   "ownerReferences": [{"kind": "%s", "name": "x", "uid": "u-2", "controller": true}]},
                 "status": {"phase": "%s"}}
                """.formatted(
                        name, terminating ? "\"finalizers\": [\"example.org/kept\"]," : "", label, hash, owner, phase));
        if (terminating) {
            api.request("DELETE", PODS + "/" + name, "");
        }
    }

    private void end(String pod) {
        String version = Json.parse(api.request("GET", PODS + "/" + pod, ""))
                .path("metadata")
                .path("resourceVersion")
                .asText();
        api.request("PATCH", PODS + "/" + pod, """
                {"metadata": {"resourceVersion": "%s", "finalizers": null}}""".formatted(version));
    }

    private String create(String path, String object) {
        String created = api.request("POST", path, object);
        assertThat(created).contains("\"name\":");
        return Json.parse(created).path("metadata").path("uid").asText();
    }
}
