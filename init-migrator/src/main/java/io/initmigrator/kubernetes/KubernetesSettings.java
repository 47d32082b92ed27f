package io.initmigrator.kubernetes;

import java.util.Optional;

/**
 * Which Lease is used, and which pod this is. How the API is found (service account, {@code KUBECONFIG}) is the client's.
 *
 * @param leaseName one Lease for each database
 * @param namespace of the Lease; absent for the kubeconfig context's
 * @param podName of this pod; outside a cluster the host's name
 * @param podNamespace of this pod; absent outside a cluster
 * @param podUid {@code POD_UID}, where the pod's manifest gives it
 * @param events whether Kubernetes Events are written on the pod
 */
public record KubernetesSettings(
        String leaseName,
        Optional<String> namespace,
        String podName,
        Optional<String> podNamespace,
        Optional<String> podUid,
        boolean events) {}
