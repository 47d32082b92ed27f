package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.initmigrator.rollout.WorkloadStatus;
import io.initmigrator.rollout.WorkloadStatus.Phase;

/** Reads the progress of a rollout from the workload's own status, as {@code kubectl rollout status} does. */
final class WorkloadProgress {

    private final WorkloadKind kind;
    private final JsonNode spec;
    private final JsonNode status;
    private final long generation;

    WorkloadProgress(WorkloadKind kind, JsonNode workload) {
        this.kind = kind;
        this.spec = workload.path("spec");
        this.status = workload.path("status");
        this.generation = workload.path("metadata").path("generation").asLong();
    }

    /** Returns whether the controller has seen the current specification; otherwise its status is of an older one. */
    boolean isObserved() {
        // A string in Argo Rollouts.
        return status.path("observedGeneration").asLong() >= generation;
    }

    /** @param revision of the current pod template */
    WorkloadStatus of(String revision) {
        String pause = pause();
        if (!pause.isEmpty()) {
            return new WorkloadStatus(Phase.PAUSED, revision, pause);
        }
        String failure = failure();
        if (!failure.isEmpty()) {
            return new WorkloadStatus(Phase.FAILED, revision, failure);
        }
        String missing = missing();
        return new WorkloadStatus(missing.isEmpty() ? Phase.COMPLETE : Phase.PROGRESSING, revision, missing);
    }

    private String pause() {
        if (spec.path("paused").asBoolean()) {
            return "spec.paused is true";
        }
        int partition = spec.path("updateStrategy")
                .path("rollingUpdate")
                .path("partition")
                .asInt();
        return partition > 0 ? "the partition keeps " + partition + " pods on the older revision" : "";
    }

    private String failure() {
        if (status.path("abort").asBoolean()) {
            return message("it was aborted");
        }
        if (status.path("phase").asText().equals("Degraded")) {
            return message("it is degraded");
        }
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("Progressing")
                    && condition.path("status").asText().equals("False")
                    && condition.path("reason").asText().equals("ProgressDeadlineExceeded")) {
                return condition.path("message").asText("its progress deadline was exceeded");
            }
        }
        return "";
    }

    private String message(String fallback) {
        String message = status.path("message").asText();
        return message.isEmpty() ? fallback : message;
    }

    private String missing() {
        int replicas = spec.path("replicas").asInt(1);
        int updated = status.path("updatedReplicas").asInt();
        int available = status.path("availableReplicas").asInt();
        int all = status.path("replicas").asInt();
        if (updated < replicas) {
            return updated + " of " + replicas + " replicas are updated";
        }
        if (all > updated && kind != WorkloadKind.STATEFULSET) {
            return (all - updated) + " replicas of an older revision are left";
        }
        if (available < replicas) {
            return available + " of " + replicas + " updated replicas are available";
        }
        boolean isStable = kind != WorkloadKind.ROLLOUT
                || status.path("stableRS")
                        .asText()
                        .equals(status.path("currentPodHash").asText());
        return isStable ? "" : "it is not promoted yet";
    }
}
