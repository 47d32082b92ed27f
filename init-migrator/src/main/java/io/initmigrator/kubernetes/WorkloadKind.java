package io.initmigrator.kubernetes;

import java.util.Locale;
import java.util.Optional;

/** Kinds of workloads whose rollout can be observed. */
enum WorkloadKind {
    DEPLOYMENT("apps", "v1", "deployments", "pod-template-hash"),
    STATEFULSET("apps", "v1", "statefulsets", "controller-revision-hash"),
    /** Of Argo Rollouts. */
    ROLLOUT("argoproj.io", "v1alpha1", "rollouts", "rollouts-pod-template-hash");

    private final String group;
    private final String version;
    private final String resource;
    private final String hashLabel;

    WorkloadKind(String group, String version, String resource, String hashLabel) {
        this.group = group;
        this.version = version;
        this.resource = resource;
        this.hashLabel = hashLabel;
    }

    static Optional<WorkloadKind> of(String word) {
        for (WorkloadKind kind : values()) {
            if (kind.word().equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String group() {
        return group;
    }

    String version() {
        return version;
    }

    /** In the plural, as in a path and in a Role. */
    String resource() {
        return resource;
    }

    /** Label of a pod that names the revision of its template. */
    String hashLabel() {
        return hashLabel;
    }

    /** Kind of the object that controls the pods. */
    String controller() {
        return this == STATEFULSET ? "StatefulSet" : "ReplicaSet";
    }
}
